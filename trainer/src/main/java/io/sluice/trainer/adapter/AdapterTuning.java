package io.sluice.trainer.adapter;

import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.BatchSource;
import java.util.function.Consumer;

/** A LoRA that is trained on one task after another; each starts from given numbers with a fresh optimiser and schedule. */
public final class AdapterTuning {

    private final Base base;
    private final AdapterPlan plan;
    private final AdapterMethod.Stage stage;

    private AdapterTuning(Base base, AdapterPlan plan) {
        this.base = base;
        this.plan = plan;
        this.stage = new LoraMethod(base, plan).stage(0, new float[0]);
    }

    /** @throws IllegalArgumentException if the plan is of another kind */
    public static AdapterTuning begin(Base base, AdapterPlan plan) {
        if (plan.kind() != AdapterKind.LORA || plan.settings().corda()) {
            throw new IllegalArgumentException("kind can't be " + plan.kind());
        }
        return new AdapterTuning(base, plan);
    }

    public float[] initial() {
        return stage.initial().clone();
    }

    /** The base with these numbers; the caller closes it. */
    public AdaptedLlama model(float[] parameters) {
        return new AdaptedLlama(base.shape(), stage.weights(), stage.adaptation(), AdaptedLlama.State.initial(parameters));
    }

    /**
     * Trains for the plan's steps.
     *
     * @param after told the numbers after every step
     * @return the numbers at the end
     */
    public float[] learn(float[] from, AdapterData data, Tokenizer tokenizer, Consumer<float[]> after) {
        BatchSource source = new BatchSource(
                new MixedTasks(data.train(), plan.replay(), plan.seed()), tokenizer, plan.seed(), plan.batchRows());
        Schedule schedule = AdapterRun.schedule(plan.rate(), plan.steps());
        try (AdaptedLlama model = model(from)) {
            for (int step = 0; step < plan.steps(); step++) {
                model.train(source.next(), schedule.rate(step));
                after.accept(model.parameters());
            }
            return model.parameters();
        }
    }
}
