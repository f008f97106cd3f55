package io.sluice.benchmarks.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one way to teach a model a new task gives; means over seeds, shares from 0 to 1.
 *
 * @param kind           of adapter; or {@code none}, {@code few-shot}, {@code full}
 * @param parameters     trained numbers
 * @param cpuSeconds     of the training
 * @param newTask        accuracy on the new task
 * @param oldTaskLoss    accuracy that the old tasks lose while the adapter is on
 * @param operations     of a token at position 64 relative to the bare model, the adapter beside the weights
 * @param inferenceCpu   CPU time of a decoded token in the serving engine relative to the bare model's; 1 for a model of its own
 * @param newTaskRange   95 % interval over seeds, from Student's t; absent for one seed
 * @param oldLossRange   the same of {@code oldTaskLoss}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KindRow(
        String kind,
        long parameters,
        double cpuSeconds,
        double newTask,
        double oldTaskLoss,
        double operations,
        double inferenceCpu,
        int seeds,
        @Nullable Range newTaskRange,
        @Nullable Range oldLossRange) {

    public record Range(double from, double to) {
    }
}
