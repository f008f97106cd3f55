package io.sluice.selection.selector.instruction;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
import io.sluice.selection.selector.ngram.NgramModel;
import io.sluice.selection.selector.ngram.Symbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Training runs small enough to be made while a job is prepared: a model of four-grams of bytes stands for the one that will be
 * trained. Each run learns from as many characters as the others, drawn from the pool's sample with a lean in a random
 * direction of the indicators, since evenly drawn subsets would all have the same means; its loss is the target's.
 */
final class Experiments {

    /** How many standard deviations of the lean a row is worth against the Gumbel noise. */
    private static final double LEAN = 2;
    private static final int ORDER = 4;
    private static final int OF_ONE_ROW = 4_096;

    private final List<Indicator> indicators;
    private final List<String> texts;
    private final double[][] values;
    private final double[][] standard;
    private final List<String> target;

    /** @param values [row][indicator], finite */
    Experiments(List<Indicator> indicators, List<Row> rows, double[][] values, List<String> target) {
        this.indicators = indicators;
        this.texts = rows.stream().map(row -> cut(row.text())).toList();
        this.values = values;
        this.standard = standard(values);
        this.target = target.stream().map(Experiments::cut).toList();
    }

    private static String cut(String text) {
        return text.length() > OF_ONE_ROW ? text.substring(0, OF_ONE_ROW) : text;
    }

    private static double[][] standard(double[][] values) {
        int n = values.length;
        int p = values[0].length;
        double[][] standard = new double[n][p];
        for (int j = 0; j < p; j++) {
            double mean = 0;
            double squares = 0;
            for (double[] row : values) {
                mean += row[j] / n;
            }
            for (double[] row : values) {
                squares += (row[j] - mean) * (row[j] - mean) / n;
            }
            double deviation = Math.sqrt(squares);
            for (int i = 0; i < n; i++) {
                standard[i][j] = deviation > 0 ? (values[i][j] - mean) / deviation : 0;
            }
        }
        return standard;
    }

    /**
     * What one run learns from.
     *
     * @param rows  by their places in the sample
     * @param means of the indicators over them, by label
     */
    record Subset(List<Integer> rows, Map<String, Double> means) {
    }

    /** @param characters that each run learns from, about */
    List<InstructMiningFit.Run> runs(int count, int characters, long seed) {
        return subsets(count, characters, seed).stream()
                .map(subset -> new InstructMiningFit.Run(subset.means(), loss(subset.rows().stream().map(texts::get).toList()))).toList();
    }

    /** @param characters of each, about */
    List<Subset> subsets(int count, int characters, long seed) {
        return IntStream.range(0, count).mapToObj(run -> subset(characters, new SplittableRandom(Draws.mix(seed + run)))).toList();
    }

    private Subset subset(int characters, SplittableRandom random) {
        double[] direction = direction(indicators.size(), random);
        double[] priority = new double[texts.size()];
        for (int i = 0; i < priority.length; i++) {
            priority[i] = -StrictMath.log(-StrictMath.log(random.nextDouble(0x1p-53, 1)));
            for (int j = 0; j < direction.length; j++) {
                priority[i] += LEAN * direction[j] * standard[i][j];
            }
        }
        List<Integer> order = IntStream.range(0, priority.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -priority[i]).thenComparing(i -> i)).toList();
        List<Integer> chosen = new ArrayList<>();
        double[] means = new double[direction.length];
        int left = characters;
        for (int i : order) {
            if (left <= 0) {
                break;
            }
            chosen.add(i);
            left -= texts.get(i).length();
            for (int j = 0; j < means.length; j++) {
                means[j] += values[i][j];
            }
        }
        Map<String, Double> named = new HashMap<>();
        for (int j = 0; j < means.length; j++) {
            named.put(indicators.get(j).label(), means[j] / chosen.size());
        }
        return new Subset(chosen, named);
    }

    /** Of length 1; sums of uniform numbers are near enough to normal ones, and alike on every machine. */
    private static double[] direction(int size, SplittableRandom random) {
        double[] direction = new double[size];
        double squares = 0;
        for (int j = 0; j < size; j++) {
            for (int i = 0; i < 12; i++) {
                direction[j] += random.nextDouble() - 0.5;
            }
            squares += direction[j] * direction[j];
        }
        for (int j = 0; j < size; j++) {
            direction[j] /= Math.sqrt(squares);
        }
        return direction;
    }

    private double loss(List<String> chosen) {
        Symbols symbols = new Symbols(true);
        NgramModel.Reader reader = NgramModel.train(chosen, ORDER, symbols).reader();
        double sum = 0;
        long bytes = 0;
        for (String text : target) {
            sum -= symbols.logProbability(reader, text);
            bytes += symbols.size(text);
        }
        return sum / bytes;
    }
}
