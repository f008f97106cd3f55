package io.sluice.inference.batching;

import java.util.ArrayList;
import java.util.List;

/**
 * Which positions of which sequences a model reads in one pass. Sequences that are about to write (a short gap to read)
 * always take part; the rows that are left go to longer readings, prompts and far catch-ups, in turn and in chunks.
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

    /** @param whole one reading a sequence, up to its end */
    List<Reading> cut(List<Reading> whole) {
        List<Reading> batch = new ArrayList<>();
        int left = mostRows;
        for (Reading reading : whole) {
            if (reading.rows() <= SHORT) {
                batch.add(reading);
                left -= reading.rows();
            }
        }
        int chunk = batch.isEmpty() ? mostRows : prefillChunk;
        left = Math.max(left, SHORT);
        for (Reading reading : whole) {
            if (reading.rows() > SHORT && left > 0) {
                Reading part = reading.choice().cut(reading, Math.min(chunk, left));
                batch.add(part);
                left -= part.rows();
            }
        }
        return batch;
    }
}
