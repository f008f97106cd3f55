package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.StopRule;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.setting.Knob;
import io.sluice.workflow.scheduling.value.Experience;
import io.sluice.workflow.scheduling.value.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A workflow's rules, asked in its order: the first that ends the run does. */
public final class StoppingRules implements Stopping {

    private final List<Stopping> rules;

    private StoppingRules(List<Stopping> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * @param values that expected gains come from
     * @throws IllegalArgumentException for a kind that there is not
     */
    public static StoppingRules of(Workflow workflow, Values values) {
        Experience experience = new Experience(values);
        return new StoppingRules(workflow.stop().stream().map(rule -> rule(rule, workflow.value(), experience)).toList());
    }

    private static Stopping rule(StopRule rule, double value, Experience experience) {
        Map<String, Double> settings = rule.settings();
        return switch (rule.kind()) {
            case "verified" -> new Verified(Verified.PRECISION.of(settings), Verified.SENSITIVITY.of(settings), Verified.FALSE_ACCEPT.of(settings));
            case "gain" -> new Gain(value, Gain.STRENGTH.of(settings), experience);
            case "agreement" -> new Agreement(Agreement.ROUNDS.count(settings), Agreement.PASSED.on(settings));
            case "loop" -> new Loop(Loop.REPEATS.count(settings), Loop.CYCLE.count(settings));
            case "first-finish" -> new FirstFinish(FirstFinish.ANSWERS.count(settings));
            default -> throw new IllegalArgumentException("there is no stopping rule '" + rule.kind() + "'");
        };
    }

    /** The settings of every rule, by kind. */
    public static Map<String, List<Knob>> knobs() {
        return Map.of(
                "verified", List.of(Verified.PRECISION, Verified.SENSITIVITY, Verified.FALSE_ACCEPT),
                "gain", List.of(Gain.STRENGTH),
                "agreement", List.of(Agreement.ROUNDS, Agreement.PASSED),
                "loop", List.of(Loop.REPEATS, Loop.CYCLE),
                "first-finish", List.of(FirstFinish.ANSWERS));
    }

    @Override
    public Optional<Stop> ask(Progress progress, Situation situation) {
        return rules.stream().map(rule -> rule.ask(progress, situation)).flatMap(Optional::stream).findFirst();
    }
}
