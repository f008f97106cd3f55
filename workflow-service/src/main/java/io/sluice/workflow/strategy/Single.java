package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.Optional;

/** One call: what every other strategy is measured against. */
final class Single implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts();

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return SETTINGS.fault(spec);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        String text = model.ask(problem.question());
        return new Solution(text, problem.reading().apply(text));
    }
}
