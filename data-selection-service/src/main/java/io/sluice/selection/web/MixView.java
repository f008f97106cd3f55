package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.field.Fields;
import io.sluice.selection.mixing.Mix;
import io.sluice.selection.mixing.MixPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mix as callers see it.
 *
 * @param dataset  digest of its rows
 * @param training what a training job says of its data
 */
record MixView(
        String id, String strategy, double replay, long seed, long rows, List<Stage> stages, String dataset, TrainingJob.DataReference training) {

    /** @param share of the steps that the trainer takes for it */
    record Stage(long rows, double share, List<MixPlan.Draw> draws) {
    }

    /** @param next what {@code after} has to be for the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<MixView> data, @Nullable String next) {
    }

    static MixView of(Mix mix) {
        MixPlan plan = mix.plan();
        return new MixView(mix.id(), Fields.label(plan.strategy()), plan.replay(), plan.seed(), plan.rows(),
                plan.stages().stream().map(stage -> new Stage(stage.rows(), (double) stage.rows() / plan.rows(), stage.draws())).toList(),
                mix.dataset(), TrainingJob.DataReference.dataSet(mix.dataset(), "mix " + mix.id(),
                        plan.stages().stream().flatMap(stage -> stage.draws().stream()).map(MixPlan.Draw::dataset).distinct().toList()));
    }
}
