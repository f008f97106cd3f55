package io.sluice.benchmarks.routing;

import java.io.PrintStream;

/** A line that says how far it is and how long it will take. Not thread-safe. */
final class Progress {

    private static final long EVERY_NANOS = 500_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final long total;
    private final long started = System.nanoTime();
    private long done;
    private long shown;

    Progress(PrintStream out, boolean terminal, String what, long total) {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
        this.total = Math.max(1, total);
    }

    void step() {
        done++;
        long now = System.nanoTime();
        if (now - shown >= (terminal ? EVERY_NANOS : 20 * EVERY_NANOS)) {
            shown = now;
            double left = (now - started) / 1e9 * Math.max(0, total - done) / done;
            out.printf("%s%s %d of %d, about %.0f s left%s", terminal ? "\r" : "", what, done, total, left, terminal ? "   " : System.lineSeparator());
            out.flush();
        }
    }

    void finish() {
        out.printf("%s%s done in %.0f s            %n", terminal ? "\r" : "", what, (System.nanoTime() - started) / 1e9);
    }
}
