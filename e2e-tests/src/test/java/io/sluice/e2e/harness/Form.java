package io.sluice.e2e.harness;

/** The two ways the platform runs on one machine. */
public enum Form {
    ONE_JVM,
    PROCESSES
}
