package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Rows of the pool, read before any is scored. */
public interface RowSample {

    /**
     * Gives a sample without replacement in the pool's order, in one pass, the same for the same pool and seed: every row where
     * the pool has no more than {@code rowsMax}.
     */
    void each(long rowsMax, long seed, Consumer<Row> to);

    /**
     * Of rows that can be read again and again. One pass, constant memory: with n rows wanted of N that are left, the next is
     * taken with a chance of n/N, which makes every subset as likely as every other (Knuth's selection sampling).
     *
     * @param count how many there are; fewer make the sample smaller, what is over is not read
     */
    static RowSample of(Iterable<Row> rows, long count) {
        return (rowsMax, seed, to) -> {
            SplittableRandom random = new SplittableRandom(seed);
            long left = count;
            long wanted = Math.min(rowsMax, count);
            for (Row row : rows) {
                if (wanted <= 0) {
                    return;
                }
                if (wanted >= left || random.nextLong(left) < wanted) {
                    to.accept(row);
                    wanted--;
                }
                left--;
            }
        };
    }

    static RowSample of(List<Row> rows) {
        return of(rows, rows.size());
    }
}
