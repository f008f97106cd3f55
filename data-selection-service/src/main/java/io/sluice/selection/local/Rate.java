package io.sluice.selection.local;

import java.util.Locale;

/** Rows a second and what is left, by what was done since it began; what was there before counts as done, but not as speed. */
final class Rate {

    private final long start = System.nanoTime();
    private long fresh;

    void add(long rows) {
        fresh += rows;
    }

    String told(long rowsLeft) {
        double seconds = (System.nanoTime() - start) / 1e9;
        if (fresh == 0 || seconds <= 0) {
            return "";
        }
        double perSecond = fresh / seconds;
        return String.format(Locale.ROOT, "%,.0f rows/s  %s left", perSecond, Console.duration(rowsLeft / perSecond));
    }
}
