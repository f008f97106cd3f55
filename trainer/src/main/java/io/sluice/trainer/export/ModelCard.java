package io.sluice.trainer.export;

import io.sluice.trainer.evaluation.EntropySignal;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.training.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code README.md} of a model folder: what the model is, how it was made, and what it can and cannot do. */
public final class ModelCard {

    private ModelCard() {}

    /**
     * @param scores  on the test split
     * @param entropy on the same tasks
     * @param threads that trained it; another number gives other rounding
     */
    public static void write(Path folder, TrainingPlan plan, int threads, Scores scores, EntropySignal entropy)
            throws IOException {
        Files.writeString(folder.resolve("README.md"), text(plan, threads, scores, entropy));
    }

    private static String text(TrainingPlan plan, int threads, Scores scores, EntropySignal entropy) {
        ModelShape shape = plan.shape();
        return String.format(
                Locale.ROOT,
                """
                ---
                license: apache-2.0
                library_name: sluice
                pipeline_tag: text-generation
                ---

                # %s

                A Llama-architecture model of %s parameters (%d layers, %d wide, %d query and %d key heads of %d, MLP %d,
                vocabulary %d, tied embeddings, F32), trained from scratch on generated exercises so that the platform can
                be run, tested and measured without a network. It is not a general language model.

                ## Data

                Twelve kinds of exercise with exact answers and five grades of difficulty, drawn by
                `io.sluice.tasks.TaskGenerator`; completions hold worked steps and end in `#### ANSWER`. The SHA-256
                of a prompt decides whether it belongs to the train (90 %%), calibration (5 %%) or test (5 %%) split, so no
                prompt below was trained on. The tokenizer is a byte-level BPE in which digits are never merged; any UTF-8
                text survives it.

                ## Training

                %d steps of %d sequences, AdamW, peak learning rate %s, seed %d, %d thread; `./sluice train` repeats it.
                Steps are counted and never timed, so a run repeats bit by bit on the same kind of machine.

                ## Accuracy on the test split (greedy, in percent, by difficulty)

                %d prompts, exact match of the final answer.

                %s
                Over the %s tokens of their worked solutions the model's first choice is the written one in %.1f %%. Its
                entropy there is %.3f nats, elsewhere %.3f; it tells the two apart with an AUROC of %.3f, which is what
                routing by entropy lives on.

                ## What it cannot do

                Anything but these exercises in their own wording: it has no knowledge of the world, holds no conversation
                and does not follow other instructions. Inputs longer or larger than the ranges it was trained on (12
                letters, 10 codes, 5 rows, 5 digits) fail.

                Licence: Apache-2.0.
                """,
                        plan.name(),
                        String.format(Locale.ROOT, "%,d", new ParameterLayout(shape).size()),
                        shape.layers(),
                        shape.width(),
                        shape.heads(),
                        shape.kvHeads(),
                        shape.headSize(),
                        shape.mlpWidth(),
                        shape.vocabulary(),
                        plan.schedule().steps(),
                        plan.batchRows(),
                        plan.schedule().peak(),
                        plan.seed(),
                        threads,
                        scores.overall().asked(),
                        scores.table(),
                        String.format(Locale.ROOT, "%,d", entropy.tokens()),
                        100 * entropy.right(),
                        entropy.natsRight(),
                        entropy.natsWrong(),
                        entropy.auroc());
    }
}
