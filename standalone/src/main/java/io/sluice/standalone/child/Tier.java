package io.sluice.standalone.child;

/** The order of stopping: services finish their requests and hand over their events while the stores still run. */
public enum Tier {
    SERVICE,
    STORE
}
