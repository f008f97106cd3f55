package io.sluice.benchmarks.engine;

import java.io.PrintStream;
import java.util.Locale;

/** Says what is being done, with the time since the start, and how much of the time is left. */
final class Journal {

    private final PrintStream out;
    private final double budgetSeconds;
    private final long started = System.nanoTime();

    /** @param budgetSeconds 0 for no limit */
    Journal(PrintStream out, double budgetSeconds) {
        this.out = out;
        this.budgetSeconds = budgetSeconds;
    }

    void say(String what) {
        double seconds = seconds();
        out.printf(Locale.ROOT, "%3d:%02d  %s%n", (int) seconds / 60, (int) seconds % 60, what);
        out.flush();
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** Until the budget is spent; infinite without one. */
    double secondsLeft() {
        return budgetSeconds == 0 ? Double.POSITIVE_INFINITY : budgetSeconds - seconds();
    }
}
