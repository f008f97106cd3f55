package io.sluice.selection.selector.ngram;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Settings;
import io.sluice.selection.selector.Workbench;
import java.util.List;
import java.util.Locale;

/** Adds up the weights of a row's buckets. A row without words weighs 1, whose logarithm is 0. */
final class DsirScorer implements Scorer {

    private final Workbench<Features> bench;
    private final float[] weights;
    private final boolean mean;
    private final double noise;
    private final long seed;

    DsirScorer(Settings settings, long seed, float[] weights) {
        this.bench = new Workbench<>(() -> new Features(settings.count(DsirSelector.NGRAMS), weights.length));
        this.weights = weights;
        this.mean = settings.is(DsirSelector.LENGTH, "mean");
        this.noise = mean ? 0 : settings.number(DsirSelector.NOISE);
        this.seed = seed;
    }

    @Override
    public void score(List<Row> rows, double[] scores) {
        Features features = bench.take();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String text = row.text();
            double sum = features.sum(text, weights);
            double weight = mean ? sum / Math.max(1, features.size(text)) : sum;
            scores[i] = noise > 0 ? weight + noise * gumbel(row) : weight;
        }
        bench.giveBack(features);
    }

    private double gumbel(Row row) {
        return -StrictMath.log(-StrictMath.log(Draws.uniform(seed, row)));
    }

    @Override
    public String reason(Row row, double score) {
        Features features = bench.take();
        String text = row.text();
        double sum = features.sum(text, weights);
        String chance = noise > 0 ? String.format(Locale.ROOT, "; chance adds %.2f", noise * gumbel(row)) : "";
        String sentence = String.format(Locale.ROOT,
                "Its %d words and runs of words have a log weight of %.2f; most for the target speaks “%s”, most against it “%s”%s.",
                features.size(text), sum, features.strongest(text, weights, true), features.strongest(text, weights, false), chance);
        bench.giveBack(features);
        return sentence;
    }
}
