package io.sluice.trainer.continual;

import io.sluice.trainer.adapter.AdapterPlan;
import java.util.List;

/**
 * A stream of tasks.
 *
 * @param skills    in the order they are learned
 * @param each      how one of them is learned: a LoRA's plan
 * @param decay     of the offline adapter, 0 ≤ decay < 1
 * @param examples  of each skill, to learn from
 * @param testItems of each skill, to grade with
 */
public record ContinualPlan(List<String> skills, AdapterPlan each, double decay, int examples, int testItems) {

    public ContinualPlan {
        if (skills.isEmpty()) {
            throw new IllegalArgumentException("tasks can't be empty");
        }
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay can't be " + decay);
        }
    }
}
