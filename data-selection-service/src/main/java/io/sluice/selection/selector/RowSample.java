package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.List;
import java.util.function.Consumer;

/** Rows of the pool, read before any is scored. */
public interface RowSample {

    /**
     * Gives a sample without replacement in the pool's order, in one pass, the same for the same pool and seed: every row where
     * the pool has no more than {@code rowsMax}.
     *
     * @throws java.io.UncheckedIOException where the pool can't be read
     */
    void each(long rowsMax, long seed, Consumer<Row> to);

    /**
     * Of rows that can be read again and again. One pass, constant memory.
     *
     * @param count how many there are; fewer make the sample smaller, what is over is not read
     */
    static RowSample of(Iterable<Row> rows, long count) {
        return (rowsMax, seed, to) -> {
            SampleDraw draw = new SampleDraw(count, rowsMax, seed);
            for (Row row : rows) {
                if (draw.done()) {
                    return;
                }
                if (draw.take()) {
                    to.accept(row);
                }
            }
        };
    }

    static RowSample of(List<Row> rows) {
        return of(rows, rows.size());
    }
}
