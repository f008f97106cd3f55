package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.setting.Knob;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The same agents say the same again: the last {@code length} steps, by agent and output, were done {@code repeats} times in a
 * row, for some length up to {@code cycle}.
 */
record Loop(int repeats, int cycle) implements Stopping {

    static final Knob REPEATS = new Knob("repeats", 2, 2, 16, "times in a row that make a loop");
    static final Knob CYCLE = new Knob("cycle", 3, 1, 9, "steps of the longest loop looked for");

    @Override
    public Optional<Stop> ask(Progress progress, Situation situation) {
        List<Progress.Step> steps = progress.steps();
        for (int length = 1; length <= cycle && length * repeats <= steps.size(); length++) {
            if (repeats(steps, length)) {
                return Optional.of(new Stop("loop", "the same " + (length == 1 ? "step" : length + " steps") + " for the "
                        + repeats + ". time in a row"));
            }
        }
        return Optional.empty();
    }

    private boolean repeats(List<Progress.Step> steps, int length) {
        for (int i = steps.size() - length * (repeats - 1); i < steps.size(); i++) {
            Progress.Step before = steps.get(i - length);
            Progress.Step step = steps.get(i);
            if (!before.agent().equals(step.agent()) || !Objects.equals(before.output(), step.output())) {
                return false;
            }
        }
        return true;
    }
}
