package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Agent.StrategySpec.Example;
import io.sluice.workflow.strategy.ease.Ease;
import io.sluice.workflow.strategy.ease.HashedWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Exemplars and their order by {@link Ease}. */
final class EaseExemplars implements Strategy {

    private static final int WIDTH = 64;
    private static final int HIDDEN = 16;
    private static final int DRAWN = 100;
    private static final int KEPT = 50;
    private static final Settings SETTINGS = Exemplars.settings().whole("pulls", 24, 2, 165);

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return Exemplars.fault(SETTINGS, spec, SETTINGS.whole(spec, "pulls") * SETTINGS.whole(spec, "validation") + 1);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        StrategySpec spec = problem.spec();
        Exemplars exemplars = new Exemplars(problem, model, SETTINGS.whole(spec, "validation"));
        List<String> texts = new ArrayList<>();
        for (Example example : exemplars.pool) {
            texts.add(exemplars.text(example));
        }
        int pulls = SETTINGS.whole(spec, "pulls");
        int shots = SETTINGS.whole(spec, "shots");
        Ease ease = new Ease(new Ease.Plan(texts.size(), shots, pulls, Math.max(2, pulls / 4), DRAWN, KEPT, HIDDEN),
                new HashedWords(WIDTH, shots), texts, exemplars.validation.stream().map(Example::input).toList(), new SplittableRandom(problem.seed()));
        List<Ease.Tried> tried = ease.<CallFailedException>search(arm -> exemplars.worth(arm.stream().map(exemplars.pool::get).toList()));
        return exemplars.solution(Ease.best(tried).arm().stream().map(exemplars.pool::get).toList(), SETTINGS.whole(spec, "answer") == 1);
    }
}
