package io.sluice.trainer.continual;

import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterTuning;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Decoder;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * LAE (Gao et al. 2023) on a language model. The online adapter learns one task after the other, which by itself is plain
 * sequential tuning. From the second task on an offline adapter, at first its copy, follows it after every step,
 * offline ← decay·offline + (1 − decay)·online; the next token is the one with the largest probability that either gives.
 *
 * <p>Ours differs: there is no new head to train while the adapter waits, so it never waits, and the loss is over the whole
 * vocabulary. A decay of 0 makes both adapters the same.
 */
public final class ContinualRun {

    private final Base base;
    private final ContinualPlan plan;
    private final Tokenizer tokenizer;
    private final List<AdapterData> tasks = new ArrayList<>();

    public ContinualRun(Base base, ContinualPlan plan, Tokenizer tokenizer) {
        this.base = base;
        this.plan = plan;
        this.tokenizer = tokenizer;
        for (String skill : plan.skills()) {
            tasks.add(AdapterData.ofSkill(skill, plan.each().seed(), plan.examples(), plan.testItems()));
        }
    }

    /** @param report told a line after every task */
    public ContinualResult run(Consumer<String> report) {
        int count = tasks.size();
        double[][][] accuracy = new double[3][count][];
        AdapterTuning tuning = AdapterTuning.begin(base, plan.each());
        float[] online = tuning.initial();
        float[] offline = online;
        for (int task = 0; task < count; task++) {
            MovingAverage average = task == 0 ? null : new MovingAverage(offline, plan.decay());
            online = tuning.learn(online, tasks.get(task), tokenizer, average == null ? parameters -> {} : average::follow);
            offline = average == null ? online : average.values();
            try (AdaptedLlama first = tuning.model(online);
                    AdaptedLlama second = tuning.model(offline)) {
                accuracy[0][task] = grade(first);
                accuracy[1][task] = grade(second);
                accuracy[2][task] = grade(AdaptedLlama.ensemble(first, second));
            }
            report.accept("learned " + plan.skills().get(task));
        }
        return new ContinualResult(plan.skills(),
                new AccuracyMatrix(accuracy[0]), new AccuracyMatrix(accuracy[1]), new AccuracyMatrix(accuracy[2]));
    }

    private double[] grade(Decoder model) {
        return tasks.stream()
                .mapToDouble(task -> Evaluation.run(model, tokenizer, task.test()).overall().accuracy())
                .toArray();
    }
}
