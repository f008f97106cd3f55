package io.sluice.inference.batching;

import io.sluice.inference.decoding.Writer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * How far each model's reading of one sequence was put down in the ledger: what is read again because its pages were
 * taken away is not counted twice, what is read again because it was another token is.
 */
final class ReadCount {

    private final Ledger ledger;
    private final BiPredicate<Writer, Integer> own;
    private final Map<Writer, Integer> upTo = new EnumMap<>(Writer.class);

    /** @param own whether a model has to read a position in any case, and not to catch up with the other one */
    ReadCount(Ledger ledger, BiPredicate<Writer, Integer> own) {
        this.ledger = ledger;
        this.own = own;
    }

    /** Tokens that this model has read at some time. */
    int upTo(Writer role) {
        return upTo.getOrDefault(role, 0);
    }

    /** A known prefix counts as read; a fork's prompt was counted where it was read. */
    void opened(Lane lane) {
        if (lane.reads()) {
            read(lane, lane.read());
        } else {
            upTo.merge(lane.role(), lane.read(), Math::max);
        }
    }

    /** The lane has read up to here. */
    void read(Lane lane, int to) {
        int from = upTo(lane.role());
        if (from < to) {
            int catchUp = 0;
            for (int position = from; position < to; position++) {
                catchUp += own.test(lane.role(), position) ? 0 : 1;
            }
            ledger.read(lane.model().info(), from, to, catchUp);
            upTo.put(lane.role(), to);
        }
    }

    /** What the lane has read from this position on is not part of the sequence. */
    void forget(Lane lane, int from) {
        lane.keep(from);
        upTo.computeIfPresent(lane.role(), (same, to) -> Math.min(to, from));
    }

    void clear() {
        upTo.clear();
    }
}
