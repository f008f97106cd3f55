package io.sluice.inference.batching;

import java.util.HashMap;
import java.util.Map;

/**
 * How many requests may wait. The last eighth of the places is for tenants of whom nobody waits yet, so that one who fills
 * the line does not keep the others out of it. Thread-safe.
 */
final class Door {

    private final int most;
    private final int reserved;
    private final Map<String, Integer> byTenant = new HashMap<>();
    private int waiting;

    Door(int most) {
        this.most = most;
        this.reserved = most / 8;
    }

    /** False when there is no place for the tenant. */
    synchronized boolean enter(String tenant) {
        int limit = byTenant.containsKey(tenant) ? most - reserved : most;
        if (waiting >= limit) {
            return false;
        }
        waiting++;
        byTenant.merge(tenant, 1, Integer::sum);
        return true;
    }

    /** One of the tenant's requests waits no longer. */
    synchronized void leave(String tenant) {
        waiting--;
        byTenant.computeIfPresent(tenant, (name, count) -> count == 1 ? null : count - 1);
    }

    synchronized int waiting() {
        return waiting;
    }
}
