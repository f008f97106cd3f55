package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * First Finish Search (Agarwal et al. 2025): {@code samples} answers are written at once, and the first that is finished and
 * has an output is taken; the others are cancelled. Pays where right answers are shorter than wrong ones, as with models
 * that reason; where they are not it is worse than one sample.
 */
final class FirstFinish implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts().whole("samples", 3, 1, 8);

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return SETTINGS.fault(spec);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        List<Model.Question> questions = Collections.nCopies(SETTINGS.whole(problem.spec(), "samples"), problem.question());
        List<String> texts = model.race(questions, text -> problem.reading().apply(text) != null);
        return new Solution(texts.getLast(), problem.reading().apply(texts.getLast()));
    }
}
