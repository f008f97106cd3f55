package io.sluice.benchmarks.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.benchmarks.adapter.KindRow.Range;
import io.sluice.benchmarks.adapter.SeedMean;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One selector at one budget; means over seeds with their 95 % intervals, which are absent for one seed. What comes from
 * training is absent where nothing was trained.
 *
 * @param budget               share of the pool that is chosen
 * @param precision            share of the choice that is wanted
 * @param loss                 on held-out items after training on the choice, nats a token
 * @param accuracy             on them
 * @param dataRatioToRandom    how many times more data random choice needs for this loss
 * @param dataRatioBound       whether that is the ratio, or only a bound since the loss is off random's curve
 * @param cpuSecondsPerMillion of rows that are scored
 * @param prepareCpuSeconds    before the first row is scored, auxiliary models included
 * @param heldMegabytes        of heap that the scorer keeps
 * @param steps                of the training
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionRow(String selector, double budget, double precision, @Nullable Range precisionRange, @Nullable Double loss,
        @Nullable Range lossRange, @Nullable Double accuracy, @Nullable Range accuracyRange, @Nullable Double dataRatioToRandom,
        DataRatio.@Nullable Bound dataRatioBound, double cpuSecondsPerMillion, double prepareCpuSeconds, double heldMegabytes,
        @Nullable Integer steps, int seeds) {

    /** @param trained one for each seed, or none */
    static SelectionRow of(String selector, double budget, List<Scoring> scorings, List<Trained> trained) {
        SeedMean precision = mean(scorings, scoring -> scoring.precision().getOrDefault(budget, Double.NaN));
        SeedMean loss = trained.isEmpty() ? null : mean(trained, Trained::loss);
        SeedMean accuracy = trained.isEmpty() ? null : mean(trained, Trained::accuracy);
        return new SelectionRow(selector, budget, precision.mean(), precision.range(), loss == null ? null : loss.mean(),
                loss == null ? null : loss.range(), accuracy == null ? null : accuracy.mean(), accuracy == null ? null : accuracy.range(),
                null, null, mean(scorings, Scoring::cpuSecondsPerMillion).mean(), mean(scorings, Scoring::prepareCpuSeconds).mean(),
                mean(scorings, Scoring::heldMegabytes).mean(), trained.isEmpty() ? null : trained.getFirst().steps(), scorings.size());
    }

    private static <T> SeedMean mean(List<T> of, ToDoubleFunction<T> figure) {
        return SeedMean.of(of.stream().map(figure::applyAsDouble).toList());
    }

    SelectionRow with(DataRatio ratio) {
        return new SelectionRow(selector, budget, precision, precisionRange, loss, lossRange, accuracy, accuracyRange, ratio.times(), ratio.bound(),
                cpuSecondsPerMillion, prepareCpuSeconds, heldMegabytes, steps, seeds);
    }
}
