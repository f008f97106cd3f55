package io.sluice.selection.dataset;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.SampleDraw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * A sample of a stored data set's rows; records that were set aside are no candidates. Memory is that of one row. Where a few
 * are wanted of many and every record is a row, which ones follows from their number, so that only those are read; it is the
 * sample that reading all of them gives. Thread-safe: each call reads for itself.
 */
public final class DataSetSample implements RowSample {

    /** So many records are read in order in the time in which one is found by itself. */
    private static final int SPARSE = 16;

    private final DataSets sets;
    private final DataSet set;

    public DataSetSample(DataSets sets, DataSet set) {
        this.sets = sets;
        this.set = set;
    }

    @Override
    public void each(long rowsMax, long seed, Consumer<Row> to) {
        SampleDraw draw = new SampleDraw(set.profile().rows(), rowsMax, seed);
        try {
            if (set.profile().rows() == set.records() && rowsMax < set.records() / SPARSE) {
                single(draw, to);
            } else {
                all(draw, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data set " + set.digest() + " can't be read", e);
        }
    }

    private void single(SampleDraw draw, Consumer<Row> to) throws IOException {
        try (Records records = sets.records(set)) {
            for (long ordinal = 0; !draw.done(); ordinal++) {
                if (draw.take()) {
                    to.accept(records.get(ordinal).row());
                }
            }
        }
    }

    private void all(SampleDraw draw, Consumer<Row> to) throws IOException {
        for (int shard = 0; shard < set.shards() && !draw.done(); shard++) {
            try (RowReader reader = sets.shard(set, shard)) {
                for (Read read = reader.next(); read != null && !draw.done(); read = reader.next()) {
                    if (read.result() instanceof Row row && draw.take()) {
                        to.accept(row);
                    }
                }
            }
        }
    }
}
