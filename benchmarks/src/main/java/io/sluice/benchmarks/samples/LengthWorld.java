package io.sluice.benchmarks.samples;

import io.sluice.contracts.routing.SamplePlan;
import io.sluice.contracts.routing.SamplePlan.Pick;
import io.sluice.inference.decoding.samples.Contest;
import io.sluice.inference.decoding.samples.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A made-up world in which a sample is right with probability π, and right and wrong ones have normal lengths. First
 * Finish Search gains from more samples where short ones are mostly right, and loses where they are mostly wrong: where
 * wrong answers are shorter, or only more spread.
 *
 * @param right share of right samples, 0..1; lengths in tokens
 */
record LengthWorld(String name, double right, double rightMean, double rightSpread, double wrongMean, double wrongSpread) {

    static final List<LengthWorld> ALL = List.of(
            new LengthWorld("wrong ones are longer", 0.6, 10_000, 2_500, 14_000, 3_500),
            new LengthWorld("wrong ones are more spread", 0.6, 12_000, 2_000, 12_000, 4_000),
            new LengthWorld("wrong ones are shorter", 0.6, 14_000, 3_500, 10_000, 2_500));

    /** Judged by the engine's own {@link Contest}. */
    SamplesResult.LengthRow play(int samples, int rounds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int correct = 0;
        double tokens = 0;
        for (int round = 0; round < rounds; round++) {
            Contest contest = new Contest(new SamplePlan(samples, Pick.FIRST_FINISH));
            List<Ending> endings = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                boolean good = random.nextDouble() < right;
                double length = good ? random.nextGaussian(rightMean, rightSpread) : random.nextGaussian(wrongMean, wrongSpread);
                endings.add(new Ending(i, (int) Math.max(1, Math.round(length)), Boolean.toString(good)));
            }
            endings.forEach(contest::ended);
            Ending chosen = endings.get(Objects.requireNonNull(contest.verdict()).chosen());
            correct += Boolean.parseBoolean(chosen.answer()) ? 1 : 0;
            tokens += chosen.tokens();
        }
        return new SamplesResult.LengthRow(name, samples, (double) correct / rounds, tokens / rounds);
    }
}
