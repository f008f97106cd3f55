package io.sluice.benchmarks.selection;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.catalog.Selectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prepares a selector with a pool's target and scores the pool, on one thread. */
final class ScoringMeasurement {

    private static final int BATCH = 1024;
    private static final double MILLION = 1e6;

    private final MixedPool pool;
    private final List<Double> budgets;
    private final double seconds;
    private final Path folder;

    /**
     * @param seconds a pass that takes longer is the only one; shorter ones warm the code up once and are repeated until so much was measured
     * @param folder  for files on the way
     */
    ScoringMeasurement(MixedPool pool, List<Double> budgets, double seconds, Path folder) {
        this.pool = pool;
        this.budgets = budgets;
        this.seconds = seconds;
        this.folder = folder;
    }

    /** @param scores what each row got */
    record Measured(Scoring scoring, double[] scores) {
    }

    /** @param trainingSeconds of models that the contender needs and others don't */
    Measured run(Contender contender, Likelihoods likelihoods, double trainingSeconds, long seed) throws IOException, SelectorException {
        long held = usedHeap();
        CpuTime begin = CpuTime.now();
        Scorer scorer = scorer(pool, contender, likelihoods, seed);
        double prepare = seconds(begin) + trainingSeconds;
        double[] scores = new double[pool.rows().size()];
        double warming = pass(scorer, scores);
        double measured = warming < seconds ? 0 : warming;
        int passes = warming < seconds ? 0 : 1;
        while (measured < seconds) {
            measured += pass(scorer, scores);
            passes++;
        }
        double kept = usedHeap() - held;
        double perMillion = measured / passes / scores.length * MILLION;
        return new Measured(new Scoring(prepare, perMillion, Math.max(0, kept) / MILLION, precision(scores)), scores);
    }

    /** Prepared with the pool's target, and read again from its bytes as any replica does. */
    static Scorer scorer(MixedPool pool, Contender contender, Likelihoods likelihoods, long seed) throws SelectorException {
        byte[] prepared = Selectors.named(contender.selector())
                .prepare(new Preparation(pool.target(), RowSample.of(pool.rows()), contender.settings(), seed, likelihoods)).toBytes();
        return Selectors.scorer(prepared, likelihoods);
    }

    /** CPU seconds of scoring all rows. */
    private double pass(Scorer scorer, double[] scores) throws SelectorException {
        CpuTime begin = CpuTime.now();
        score(pool, scorer, scores);
        return seconds(begin);
    }

    static void score(MixedPool pool, Scorer scorer, double[] scores) throws SelectorException {
        double[] some = new double[BATCH];
        for (int from = 0; from < scores.length; from += BATCH) {
            List<Row> rows = pool.rows().subList(from, Math.min(scores.length, from + BATCH));
            scorer.score(rows, some);
            System.arraycopy(some, 0, scores, from, rows.size());
        }
    }

    private Map<Double, Double> precision(double[] scores) throws IOException {
        int[] chosen = Choice.of(scores, rows(Collections.max(budgets)), folder).ordinals();
        Map<Double, Double> precision = new TreeMap<>();
        for (double budget : budgets) {
            int rows = rows(budget);
            int wanted = 0;
            for (int i = 0; i < rows; i++) {
                wanted += pool.wanted(pool.rows().get(chosen[i])) ? 1 : 0;
            }
            precision.put(budget, (double) wanted / rows);
        }
        return precision;
    }

    private int rows(double budget) {
        return rows(budget, pool.rows().size());
    }

    /** Of a budget, at least one. */
    static int rows(double budget, int of) {
        return Math.max(1, (int) Math.round(budget * of));
    }

    private static double seconds(CpuTime since) {
        return since.since().toNanos() / 1e9;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
