package io.sluice.contracts.adapter;

import java.time.Instant;
import java.util.List;

/**
 * What one worker holds in memory. Every residency event carries it, so that the newest one of a worker says it all:
 * the newest is the one of the latest {@code startedAt} and, within that, of the largest {@code sequence}.
 *
 * @param worker      identity of the inference-service, the same over restarts
 * @param startedAt   of its process
 * @param sequence    of the event, from 1 on
 * @param resident    by recency, the last used first
 * @param budgetBytes what all of them may take
 */
public record AdapterResidency(String worker, Instant startedAt, long sequence, List<Resident> resident, long budgetBytes) {

    /** @param bytes in memory, not on disk */
    public record Resident(String digest, String name, String version, long bytes) {
    }

    /** Whether this was told after the other one; both are of one worker. */
    public boolean newerThan(AdapterResidency other) {
        int start = startedAt.compareTo(other.startedAt);
        return start != 0 ? start > 0 : sequence > other.sequence;
    }

    public boolean holds(String digest) {
        return resident.stream().anyMatch(each -> each.digest().equals(digest));
    }
}
