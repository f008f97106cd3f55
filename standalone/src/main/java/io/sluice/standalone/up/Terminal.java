package io.sluice.standalone.up;

import io.sluice.standalone.launch.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Progress as lines of text, one when a component starts and one when it is ready. */
final class Terminal implements Progress {

    private final PrintWriter out;

    Terminal(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void starting(String component) {
        line("starting  " + component);
    }

    @Override
    public void ready(String component, Duration after) {
        line(String.format(Locale.ROOT, "ready     %-18s %5.1f s", component, after.toMillis() / 1000.0));
    }

    synchronized void line(String text) {
        out.println("  " + text);
        out.flush();
    }

    synchronized void text(String text) {
        out.println(text);
        out.flush();
    }
}
