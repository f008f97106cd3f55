package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.setting.Knob;
import java.util.Optional;

/** So many answers are there, whatever they are worth. */
record FirstFinish(int answers) implements Stopping {

    static final Knob ANSWERS = new Knob("answers", 1, 1, 100, "with how many answers the run ends");

    @Override
    public Optional<Stop> ask(Progress progress, Situation situation) {
        long given = progress.steps().stream().filter(step -> step.role() == Role.ANSWER && step.output() != null).count();
        return given < answers ? Optional.empty()
                : Optional.of(new Stop("first-finish", given == 1 ? "an answer is there" : given + " answers are there"));
    }
}
