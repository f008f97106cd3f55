package io.sluice.workflow.scheduling.value;

/** A value that was moved by one update after another: unlike sums it depends on their order. */
public record OnlineValue(long updates, double q) {

    /** The mean of both, weighted by updates: the nearest thing to having seen the updates of both. */
    OnlineValue plus(OnlineValue other) {
        long all = updates + other.updates;
        return new OnlineValue(all, (updates * q + other.updates * other.q) / all);
    }
}
