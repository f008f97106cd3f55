package io.sluice.trainer;

import io.sluice.trainer.training.Progress;
import io.sluice.trainer.training.TrainingPlan;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints a line per report: step, loss, speed and the time that is left at the average speed so far. */
final class ConsoleProgress implements Progress {

    private final PrintWriter console;
    private final String name;
    private final int steps;
    private final long start = System.nanoTime();
    private final int first;

    ConsoleProgress(PrintWriter console, TrainingPlan plan) {
        this(console, plan.name(), 0, plan.schedule().steps());
    }

    /** @param first steps that were done before */
    ConsoleProgress(PrintWriter console, String name, int first, int steps) {
        this.console = console;
        this.name = name;
        this.first = first;
        this.steps = steps;
    }

    @Override
    public void report(int step, double loss, double tokensPerSecond) {
        Duration left = Duration.ofNanos((System.nanoTime() - start) / Math.max(1, step - first) * (steps - step));
        console.printf(
                Locale.ROOT,
                "%s step %d/%d  loss %.4f  %.0f tokens/s  %d:%02d:%02d left%n",
                name, step, steps, loss, tokensPerSecond,
                left.toHours(), left.toMinutesPart(), left.toSecondsPart());
        console.flush();
    }
}
