package io.sluice.selection.selector.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.instruction.InstructMiningFit.Run;
import io.sluice.selection.selector.ngram.NgramModel;
import io.sluice.selection.selector.ngram.Symbols;
import io.sluice.selection.selector.testing.ToyPool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstructMiningFitTest {

    private static final List<Indicator> MEASURED = List.of(Indicator.LENGTH, Indicator.MTLD, Indicator.REPETITION, Indicator.WORDS);

    private static List<Run> known(int count) {
        SplittableRandom random = new SplittableRandom(4);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double good = random.nextDouble();
            double other = random.nextDouble();
            double loss = Math.exp(1 - 0.5 * good + 0.02 * (random.nextDouble() - 0.5));
            runs.add(new Run(Map.of("mtld", good, "length", other, "words", 3.0, "knn", 2 * good), loss));
        }
        return runs;
    }

    @Test
    void keepsWhatIsSignificantAndNothingElse() {
        Rule rule = InstructMiningFit.fit(known(60), 0.01).orElseThrow();

        assertThat(rule.terms()).hasSize(1);
        Rule.Term term = rule.terms().getFirst();
        assertThat(term.weight() * (term.indicator().equals("knn") ? 2 : 1)).isCloseTo(-0.5, within(0.02));
        assertThat(rule.intercept()).isCloseTo(1, within(0.02));
        assertThat(rule.runs()).isEqualTo(60);
        assertThat(rule.rSquared()).isGreaterThan(0.95);
    }

    @Test
    void tellsNothingFromTooFewRunsOrFromChance() {
        assertThat(InstructMiningFit.fit(List.of(), 0.05)).isEmpty();
        assertThat(InstructMiningFit.fit(known(2), 0.05)).isEmpty();
        SplittableRandom random = new SplittableRandom(8);
        List<Run> chance = IntStream.range(0, 40).mapToObj(i -> new Run(Map.of("mtld", random.nextDouble()), 1 + random.nextDouble())).toList();
        assertThat(InstructMiningFit.fit(chance, 0.001)).isEmpty();
    }

    /** Subsets with known shares of faults: a small model learns from each and is judged by sound rows. */
    private static List<Run> faulty(int count) throws SelectorException {
        ToyPool pool = ToyPool.of(1, 400, 6);
        List<Row> held = pool.target().subList(300, 400);
        List<Run> runs = new ArrayList<>();
        for (int run = 0; run < count; run++) {
            SplittableRandom random = new SplittableRandom(run);
            double repeated = random.nextDouble();
            double noisy = random.nextDouble();
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String text = pool.target().get(random.nextInt(300)).response();
                text = random.nextDouble() < repeated ? text.substring(0, text.length() / 4).repeat(4) : text;
                rows.add(Row.plain(i, random.nextDouble() < noisy ? noise(text, random) : text));
            }
            double[][] values = new Indicators(MEASURED, Neighbours.of(rows), Likelihoods.none(), "").of(rows);
            Map<String, Double> means = new HashMap<>();
            for (int j = 0; j < MEASURED.size(); j++) {
                int column = j;
                means.put(MEASURED.get(j).label(), IntStream.range(0, values.length).mapToDouble(i -> values[i][column]).average().orElseThrow());
            }
            runs.add(new Run(means, loss(rows, held)));
        }
        return runs;
    }

    private static String noise(String text, SplittableRandom random) {
        StringBuilder noisy = new StringBuilder();
        text.chars().forEach(c -> noisy.append(random.nextInt(4) == 0 ? '#' : (char) c));
        return noisy.toString();
    }

    private static double loss(List<Row> rows, List<Row> held) {
        Symbols symbols = new Symbols(true);
        NgramModel.Reader model = NgramModel.train(rows.stream().map(Row::text).toList(), 3, symbols).reader();
        double sum = held.stream().mapToDouble(row -> symbols.logProbability(model, row.response())).sum();
        return -sum / held.stream().mapToInt(row -> symbols.size(row.response())).sum();
    }

    @Test
    void faultsThatWereMadeRaiseThePredictedLoss() throws SelectorException {
        List<Run> runs = faulty(40);
        Rule rule = InstructMiningFit.fit(runs, 0.05).orElseThrow();
        Map<String, Double> weights = new HashMap<>();
        rule.terms().forEach(term -> weights.put(term.indicator(), term.weight()));

        assertThat(weights.getOrDefault("repetition", 0.0)).isGreaterThanOrEqualTo(0);
        assertThat(weights.getOrDefault("mtld", 0.0)).isLessThanOrEqualTo(0);
        assertThat(weights.containsKey("repetition") || weights.containsKey("mtld")).as("what tells repeated rows").isTrue();
    }

    @Test
    void aRunThatWasLeftOutIsRankedByTheOthers() throws SelectorException {
        List<Run> runs = faulty(40);
        double[] predicted = new double[runs.size()];
        for (int i = 0; i < predicted.length; i++) {
            List<Run> others = new ArrayList<>(runs);
            Run out = others.remove(i);
            Rule rule = InstructMiningFit.fit(others, 0.05).orElseThrow();
            predicted[i] = rule.predict(rule.terms().stream().mapToDouble(term -> out.means().get(term.indicator())).toArray());
        }
        assertThat(rankCorrelation(predicted, runs.stream().mapToDouble(Run::loss).toArray())).isGreaterThan(0.5);
    }

    private static double rankCorrelation(double[] a, double[] b) {
        double[] ranksA = ranks(a);
        double[] ranksB = ranks(b);
        double n = a.length;
        double squares = IntStream.range(0, a.length).mapToDouble(i -> Math.pow(ranksA[i] - ranksB[i], 2)).sum();
        return 1 - 6 * squares / (n * (n * n - 1));
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        int[] order = IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> values[i])).mapToInt(i -> i).toArray();
        for (int i = 0; i < order.length; i++) {
            ranks[order[i]] = i;
        }
        return ranks;
    }

    @Test
    void aRuleComesBackFromJson() {
        Rule rule = InstructMiningFit.fit(known(60), 0.01).orElseThrow();

        assertThat(Rule.read(rule.toJson())).isEqualTo(rule);
        assertThat(Rule.read("{\"intercept\":1,\"terms\":[{\"indicator\":\"mtld\",\"weight\":-0.1,\"high\":9}],\"runs\":3,\"rSquared\":0.5}").predict(new double[] {20}))
                .isCloseTo(0.1, within(1e-12));
    }

    @Test
    void whatIsNoRuleIsRefused() {
        assertThatThrownBy(() -> Rule.read("fitt")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is no rule");
        assertThatThrownBy(() -> Rule.read("{\"intercept\":1}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rule.read("{\"intercept\":1,\"terms\":[],\"runs\":1,\"rSquared\":1}")).hasMessageContaining("no terms");
        assertThatThrownBy(() -> Rule.read("{\"intercept\":1,\"terms\":[{\"indicator\":\"charm\",\"weight\":1}],\"runs\":1,\"rSquared\":1}"))
                .hasMessageContaining("no indicator charm");
    }
}
