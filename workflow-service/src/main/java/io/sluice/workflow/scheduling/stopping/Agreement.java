package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.setting.Knob;
import java.util.List;
import java.util.Optional;

/**
 * The last answers agree, each of them with confidence (SEAS of BatchPrompt, ICLR 2024: two rounds). Confident is an answer that
 * the verifier did not fail, or, where asked for, one that it passed.
 */
record Agreement(int rounds, boolean passed) implements Stopping {

    static final Knob ROUNDS = new Knob("rounds", 2, 2, 16, "answers in a row that must agree");
    static final Knob PASSED = new Knob("passed", 0, 0, 1, "1: only answers that the verifier passed count");

    @Override
    public Optional<Stop> ask(Progress progress, Situation situation) {
        List<Progress.Step> answers = progress.steps().stream().filter(step -> step.role() == Role.ANSWER).toList();
        if (answers.size() < rounds || progress.last().role() != Role.ANSWER) {
            return Optional.empty();
        }
        List<Progress.Step> latest = answers.subList(answers.size() - rounds, answers.size());
        String answer = latest.getFirst().output();
        boolean agree = answer != null && latest.stream().allMatch(step -> answer.equals(step.output()) && confident(step.verdict()));
        return agree ? Optional.of(new Stop("agreement", rounds + " answers in a row agree")) : Optional.empty();
    }

    private boolean confident(Verdict verdict) {
        return passed ? verdict == Verdict.PASS : verdict != Verdict.FAIL;
    }
}
