package io.sluice.trainer.adapter;

import io.sluice.trainer.evaluation.Scores.Score;
import java.util.Locale;

/** {@code README.md} of an adapter's folder. */
final class AdapterCard {

    private AdapterCard() {}

    static String text(
            Base base, AdapterPlan plan, AdapterData data, AdapterRun run, Accuracy accuracy, AdapterMethod.Result result) {
        return String.format(
                Locale.ROOT,
                """
                ---
                base_model: %s
                license: apache-2.0
                library_name: peft
                ---

                # %s for %s

                An adapter (%s, %,d numbers) of `%s`, whose folder has the digest `%s`.

                ## Training

                %d steps of %d sequences, seed %d, %.0f CPU seconds. %s.
                %,d examples%s, from `%s`, SHA-256 `%s`.
                %.0f %% of all sequences were fresh ones of the mix that the base knows, so that it keeps what it can.

                ```
                %s
                ```

                makes it again, to the bit on the same kind of processor.

                ## Accuracy (greedy, exact answers, on prompts that were not trained on)

                | | before | after | asked |
                |---|---|---|---|
                | %s | %s | %s | %d |
                | the mix that the base knows | %s | %s | %d |
                """,
                base.name(),
                plan.kind(), data.name(),
                plan.kind(), result.trained(), base.name(), base.digest(),
                plan.steps(), plan.batchRows(), plan.seed(), run.cpu().toMillis() / 1000.0, plan.words(),
                data.train().size(), data.stages().size() == 1 ? "" : " in stages of " + data.stages(), data.source(), data.digest(),
                100 * plan.replay(),
                command(base, plan, data),
                data.name(), percent(accuracy.newBefore().overall()), percent(accuracy.newAfter().overall()),
                accuracy.newAfter().overall().asked(),
                percent(accuracy.oldBefore().overall()), percent(accuracy.oldAfter().overall()),
                accuracy.oldAfter().overall().asked());
    }

    private static String command(Base base, AdapterPlan plan, AdapterData data) {
        StringBuilder command = new StringBuilder("./sluice train adapter --base models/" + base.name());
        command.append(data.source().startsWith(AdapterData.DRAWN)
                ? " --task " + data.name() + " --examples " + data.train().size()
                : " --data " + data.source());
        command.append(" --steps ").append(plan.steps()).append(" --seed ").append(plan.seed());
        plan.words().forEach((name, value) ->
                command.append(" --").append(name.equals("batch-rows") ? "batch" : name).append(' ').append(value));
        return command + " --out DIR";
    }

    static String percent(Score score) {
        return score.asked() == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * score.accuracy());
    }
}
