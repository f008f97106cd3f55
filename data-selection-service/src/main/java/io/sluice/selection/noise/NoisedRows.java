package io.sluice.selection.noise;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.LineEdit;
import io.sluice.selection.dataset.Records;
import io.sluice.selection.dataset.StoredRows;
import io.sluice.selection.field.Fields;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a stored data set with noise in them, as lines of JSON, one at a time; records that are no rows are left out.
 * A row that got mistakes says so in labels: {@code noise} (the kind), {@code noise_hits}, {@code answer_right}; its
 * {@code answer} stays the true one, and is added where the line has none. All others stay as they are, byte for byte.
 * Memory does not grow with the rows. Not thread-safe; to be closed.
 */
public final class NoisedRows implements Iterator<byte[]>, Closeable {

    /**
     * What was done so far.
     *
     * @param rows    given away
     * @param noised  of them
     * @param wrong   of the noised: rows whose answer is wrong now
     * @param hits    mistakes
     * @param left    rows as they were because their steps can't be worked through, by reason
     */
    public record Counts(long rows, long noised, long wrong, long hits, Map<String, Long> left) {
    }

    private final Noise noise;
    private final StoredRows rows;
    private final long[] left = new long[Untraceable.values().length];
    private long taken;
    private long noised;
    private long wrong;
    private long hits;

    public NoisedRows(Noise noise, DataSets sets, DataSet set) throws IOException {
        this.noise = noise;
        this.rows = new StoredRows(sets, set);
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public byte[] next() {
        Records.Stored stored = rows.next();
        taken++;
        return switch (noise.apply(stored.row())) {
            case Noise.Outcome.Clean clean -> line(stored);
            case Noise.Outcome.Left(Untraceable reason) -> {
                left[reason.ordinal()]++;
                yield line(stored);
            }
            case Noise.Outcome.Noised done -> {
                noised++;
                hits += done.hits();
                wrong += done.right() ? 0 : 1;
                yield new LineEdit(stored)
                        .response(done.response())
                        .labelIfAbsent("answer", Worked.of(stored.row()).answer())
                        .label("noise", Fields.label(noise.kind()))
                        .label("noise_hits", Integer.toString(done.hits()))
                        .label("answer_right", Boolean.toString(done.right()))
                        .bytes();
            }
        };
    }

    private static byte[] line(Records.Stored stored) {
        byte[] line = Arrays.copyOf(stored.json(), stored.json().length + 1);
        line[line.length - 1] = '\n';
        return line;
    }

    public Counts counts() {
        Map<String, Long> reasons = new TreeMap<>();
        for (Untraceable reason : Untraceable.values()) {
            if (left[reason.ordinal()] > 0) {
                reasons.put(reason.label(), left[reason.ordinal()]);
            }
        }
        return new Counts(taken, noised, wrong, hits, reasons);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
