package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.AdapterServing;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Selects from a pool with two selectors in turns, on one thread, so that whatever else the machine does meets both: each is prepared, which
 * for some is a pass over the pool, and scores every row.
 */
final class RaceMeasurement {

    private final MixedPool pool;
    private final double seconds;
    private final int rounds;

    /** @param seconds of CPU time that each has in a round, about */
    RaceMeasurement(MixedPool pool, double seconds, int rounds) {
        this.pool = pool;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    Race run(Contender contender, Contender other, long seed) throws SelectorException {
        double[] scores = new double[pool.rows().size()];
        int passes = 0;
        for (double warming = 0; passes == 0 || warming < seconds; passes++) {
            warming += seconds(contender, seed, scores, 1) + seconds(other, seed, scores, 1);
        }
        double[] first = new double[rounds];
        double[] second = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            first[round] = seconds(contender, seed, scores, passes);
            second[round] = seconds(other, seed, scores, passes);
            ratios[round] = first[round] / second[round];
        }
        double million = scores.length * (double) passes / 1e6;
        return new Race(contender.name(), other.name(), AdapterServing.median(first) / million, AdapterServing.median(second) / million, AdapterServing.median(ratios),
                Arrays.stream(ratios).min().orElseThrow(), Arrays.stream(ratios).max().orElseThrow(), rounds);
    }

    /** Of this thread, whose clock is the finest, and which does all of it. */
    private double seconds(Contender contender, long seed, double[] scores, int passes) throws SelectorException {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int pass = 0; pass < passes; pass++) {
            ScoringMeasurement.score(pool, ScoringMeasurement.scorer(pool, contender, Likelihoods.none(), seed), scores);
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
    }
}
