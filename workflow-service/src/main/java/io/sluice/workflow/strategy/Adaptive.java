package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.Map;
import java.util.Optional;

/**
 * Adaptive prompting: answer, validate, and where that fails ask again with the answer and what is wrong with it, at most
 * {@code rounds} times in all. What is accepted has passed the workflow's verifier (as far as that needs no agent); after the
 * last round the last answer is given as it is.
 */
final class Adaptive implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts("repair").whole("rounds", 3, 1, 8);
    private static final String REPAIR = """
            {{prompt}}

            An earlier answer was:
            {{previous}}

            It was not accepted: {{error}}. Find the mistake and answer again.""";

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return SETTINGS.fault(spec);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        String text = model.ask(problem.question());
        Acceptance acceptance = Acceptance.of(problem, text);
        for (int round = 1; round < SETTINGS.whole(problem.spec(), "rounds") && !acceptance.accepted(); round++) {
            String prompt = problem.templates().render(problem.spec().texts().getOrDefault("repair", REPAIR),
                    Map.of("prompt", problem.prompt(), "previous", text, "error", String.valueOf(acceptance.error())));
            text = model.ask(problem.question(prompt));
            acceptance = Acceptance.of(problem, text);
        }
        return new Solution(text, acceptance.output());
    }
}
