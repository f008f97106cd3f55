package io.sluice.trainer.adapter;

import io.sluice.tasks.Task;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.List;

/**
 * Shares of right answers with and without an adapter, on the same tasks.
 *
 * @param newBefore of the base on the test part of the data
 * @param newAfter  with the adapter
 * @param oldBefore of the base on the mix that it knows
 * @param oldAfter  with the adapter
 */
public record Accuracy(Scores newBefore, Scores newAfter, Scores oldBefore, Scores oldAfter) {

    /**
     * Asks the base and the trained model the same tasks.
     *
     * @param oldItems of the mix that the base knows
     */
    public static Accuracy measure(Base base, AdapterData data, AdapterRun run, Tokenizer tokenizer, int oldItems) {
        List<Task> old = AdapterData.oldTasks(oldItems);
        try (LlamaModel bare = LlamaModel.of(base.shape(), base.weights())) {
            return new Accuracy(
                    Evaluation.run(bare, tokenizer, data.test()),
                    Evaluation.run(run.model(), tokenizer, data.test()),
                    Evaluation.run(bare, tokenizer, old),
                    Evaluation.run(run.model(), tokenizer, old));
        }
    }

    /** What the old mix lost, in points. */
    public double oldTaskLoss() {
        return 100 * (oldBefore.overall().accuracy() - oldAfter.overall().accuracy());
    }
}
