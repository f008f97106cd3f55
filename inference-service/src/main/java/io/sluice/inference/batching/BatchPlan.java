package io.sluice.inference.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which positions of which sequences a model reads in one pass. Sequences that are about to write (a short gap to read)
 * always take part; the rows that are left go to longer readings, prompts and far catch-ups, in chunks: the shortest
 * first, but a quarter of them to the one that was started first.
 *
 * <p>So a prompt that is shorter than what the others have left to read is read in {@code ceil(tokens / min(chunk, 3/4 of
 * the rows left))} passes after the one in progress, however long they are, and the first one still goes on with each.
 */
final class BatchPlan {

    /** A reading of so many rows is never cut. */
    static final int SHORT = 8;

    private final int prefillChunk;
    private final int mostRows;

    /** @param mostRows rows that fit into the step, at least 1 */
    BatchPlan(int prefillChunk, int mostRows) {
        this.prefillChunk = prefillChunk;
        this.mostRows = mostRows;
    }

    /** @param whole one reading a sequence, up to its end, in the order they were started */
    List<Reading> cut(List<Reading> whole) {
        List<Reading> batch = new ArrayList<>();
        List<Reading> longer = new ArrayList<>();
        int left = mostRows;
        for (Reading reading : whole) {
            if (reading.rows() <= SHORT) {
                batch.add(reading);
                left -= reading.rows();
            } else {
                longer.add(reading);
            }
        }
        if (!longer.isEmpty()) {
            cut(longer, batch.isEmpty() ? mostRows : prefillChunk, Math.max(left, SHORT), batch);
        }
        return batch;
    }

    private static void cut(List<Reading> longer, int chunk, int rows, List<Reading> batch) {
        Reading first = longer.getFirst();
        int left = rows;
        int reserved = Math.min(Math.max(1, rows / 4), chunk);
        longer.sort(Comparator.comparingInt(Reading::rows));
        for (Reading reading : longer) {
            reserved = reading == first ? 0 : reserved;
            int part = Math.min(Math.min(chunk, left - reserved), reading.rows());
            if (part > 0) {
                batch.add(reading.choice().cut(reading, part));
                left -= part;
            }
        }
    }
}
