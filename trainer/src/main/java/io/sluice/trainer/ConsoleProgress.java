package io.sluice.trainer;

import io.sluice.trainer.training.Progress;
import io.sluice.trainer.training.TrainingPlan;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints a line per report: step, loss, speed and the time that is left at the average speed so far. */
final class ConsoleProgress implements Progress {

    private final PrintWriter console;
    private final TrainingPlan plan;
    private final long start = System.nanoTime();

    ConsoleProgress(PrintWriter console, TrainingPlan plan) {
        this.console = console;
        this.plan = plan;
    }

    @Override
    public void report(int step, double loss, double tokensPerSecond) {
        int steps = plan.schedule().steps();
        Duration left = Duration.ofNanos((System.nanoTime() - start) / step * (steps - step));
        console.printf(
                Locale.ROOT,
                "%s step %d/%d  loss %.4f  %.0f tokens/s  %d:%02d:%02d left%n",
                plan.name(), step, steps, loss, tokensPerSecond,
                left.toHours(), left.toMinutesPart(), left.toSecondsPart());
        console.flush();
    }
}
