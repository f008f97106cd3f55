package io.sluice.selection.selector.instruction;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.TrainedModels.Training;
import io.sluice.selection.selector.model.Losses;
import io.sluice.selection.selector.model.Passages;
import java.util.ArrayList;
import java.util.List;

/**
 * Training runs as the paper has them: an adapter of the model is trained on each subset, and its loss is what it loses on the
 * target's responses, in nats a token over all of them. All trainings are asked for at once and found again by what they are made
 * of; until all are there, the preparation waits.
 */
final class RealRuns {

    private static final int TARGET_ROWS = 500;

    private final String base;
    private final int steps;
    private final Preparation with;

    RealRuns(String base, int steps, Preparation with) {
        this.base = base;
        this.steps = steps;
        this.with = with;
    }

    List<InstructMiningFit.Run> of(List<Experiments.Subset> subsets, List<Row> sample) throws SelectorException {
        List<String> models = trained(subsets, sample);
        List<Row> target = with.target().subList(0, Math.min(TARGET_ROWS, with.target().size()));
        Losses losses = new Losses(with.likelihoods(), new Passages(true, true, TrainedModels.CHARACTERS, 1));
        List<InstructMiningFit.Run> runs = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            double loss = loss(losses.of(models.get(i), "model", target));
            if (loss > 0) {
                runs.add(new InstructMiningFit.Run(subsets.get(i).means(), loss));
            }
        }
        return runs;
    }

    private List<String> trained(List<Experiments.Subset> subsets, List<Row> sample) throws SelectorException {
        List<String> models = new ArrayList<>();
        SelectorException waiting = null;
        for (Experiments.Subset subset : subsets) {
            try {
                models.add(with.trained().onRows(new Training(base, false, steps, with.seed()), subset.rows().stream().map(sample::get).toList()));
            } catch (SelectorException missing) {
                if (missing.code() != SelectorException.Code.MODEL_TRAINING) {
                    throw missing.at("settings.model");
                }
                waiting = missing;
            }
        }
        if (waiting != null) {
            throw new SelectorException(SelectorException.Code.MODEL_TRAINING, null,
                    models.size() + " of " + subsets.size() + " trainings are done; " + waiting.getMessage());
        }
        return models;
    }

    /** NaN where the model has no number for any row. */
    private static double loss(List<Losses.Loss> losses) {
        double nats = 0;
        long tokens = 0;
        for (Losses.Loss each : losses) {
            if (Double.isFinite(each.nats())) {
                nats += each.nats() * each.tokens();
                tokens += each.tokens();
            }
        }
        return nats / tokens;
    }
}
