package io.sluice.selection.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * How far it is, on the error stream: one line that is rewritten where that is a terminal, else a line for each tenth, and for
 * each half minute. Thread-safe.
 */
public final class Console {

    private static final long REDRAW_NANOS = 100_000_000;
    private static final long LINE_NANOS = 30_000_000_000L;
    private static final int TENTHS = 10;
    private static final int CELLS = 24;
    private static final int WIDTH = 100;

    private final PrintStream out;
    private final boolean terminal;
    private long last;
    private int tenth = -1;
    private boolean drawn;

    public Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.last = System.nanoTime() - LINE_NANOS;
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** A new piece of work, whose tenths are counted anew. */
    public synchronized void begin() {
        tenth = -1;
        last = System.nanoTime() - LINE_NANOS;
    }

    /** @param rest what is told behind the bar */
    public synchronized void progress(String what, long done, long all, String rest) {
        long now = System.nanoTime();
        int tenthNow = (int) (done * TENTHS / Math.max(1, all));
        boolean due = terminal ? now - last >= REDRAW_NANOS || done == all : tenthNow > tenth || now - last >= LINE_NANOS;
        if (!due) {
            return;
        }
        tenth = tenthNow;
        show(now, String.format(Locale.ROOT, "%-8s %s %3d %%  %s", what, bar(done, all), done * 100 / Math.max(1, all), rest));
    }

    /** Of what nobody knows how long it takes. */
    public synchronized void busy(String what, double seconds) {
        long now = System.nanoTime();
        if (now - last >= (terminal ? REDRAW_NANOS : LINE_NANOS)) {
            show(now, what + ", " + duration(seconds));
        }
    }

    private void show(long now, String line) {
        last = now;
        if (terminal) {
            drawn = true;
            out.print("\r" + pad(line));
        } else {
            out.println(line.strip());
        }
        out.flush();
    }

    private static String bar(long done, long all) {
        int full = (int) (done * CELLS / Math.max(1, all));
        return "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "]";
    }

    private static String pad(String line) {
        return line.length() >= WIDTH ? line : line + " ".repeat(WIDTH - line.length());
    }

    /** Takes a line that is rewritten away. */
    public synchronized void clear() {
        if (drawn) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
            drawn = false;
        }
    }

    public static String duration(double seconds) {
        Duration left = Duration.ofSeconds(Math.round(seconds));
        return left.toHours() > 0 ? String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutesPart(), left.toSecondsPart());
    }
}
