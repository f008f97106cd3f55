package io.sluice.benchmarks.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one way to put adapters together gives; means over seeds, shares from 0 to 1.
 *
 * @param method     {@code base}, a part's name, {@code sum}, {@code coefficient-per-part} or {@code coefficient-per-block}
 * @param byTask     accuracy on each part's skill
 * @param mean       of these
 * @param oldTasks   accuracy on what the base knows
 * @param seeds      of examples and order; 1 where nothing is learned
 * @param meanRange  95 % interval over seeds, from Student's t; absent for one seed
 * @param oldRange   the same of {@code oldTasks}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompositionRow(
        String method,
        Map<String, Double> byTask,
        double mean,
        double oldTasks,
        int seeds,
        KindRow.@Nullable Range meanRange,
        KindRow.@Nullable Range oldRange) {
}
