package io.sluice.selection.selector.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.testing.ToyPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DsirSelectorTest {

    private static final ToyPool POOL = ToyPool.of(200, 30, 5);
    private static final DsirSelector SELECTOR = new DsirSelector();
    private static final Pattern WORD = Pattern.compile("\\w+|[^\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS);

    private static double[] scores(Preparation with, List<Row> rows) throws SelectorException {
        double[] scores = new double[rows.size()];
        SELECTOR.scorer(SELECTOR.prepare(with), Likelihoods.none()).score(rows, scores);
        return scores;
    }

    private static List<String> features(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        List<String> features = new ArrayList<>(words);
        IntStream.range(1, words.size()).forEach(i -> features.add(words.get(i - 1) + " " + words.get(i)));
        return features;
    }

    private static Map<String, Integer> counts(List<Row> rows) {
        Map<String, Integer> counts = new HashMap<>();
        rows.forEach(row -> features(row.text()).forEach(feature -> counts.merge(feature, 1, Integer::sum)));
        return counts;
    }

    /** With a million buckets the few hundred features of these texts have each their own. */
    @Test
    void isTheLogWeightOfTheTargetsModelOverThePools() throws SelectorException {
        int buckets = 1 << 20;
        double[] scores = scores(POOL.with(Map.of("buckets", buckets, "noise", 0, "smoothing", 0.5)), POOL.rows());
        Map<String, Integer> target = counts(POOL.target());
        Map<String, Integer> pool = counts(POOL.rows());
        double ofTarget = target.values().stream().mapToInt(i -> i).sum() + 0.5 * buckets;
        double ofPool = pool.values().stream().mapToInt(i -> i).sum() + 0.5 * buckets;

        for (int i = 0; i < scores.length; i++) {
            double expected = features(POOL.rows().get(i).text()).stream().mapToDouble(feature -> Math.log(
                    (target.getOrDefault(feature, 0) + 0.5) / ofTarget / ((pool.getOrDefault(feature, 0) + 0.5) / ofPool))).sum();
            assertThat(scores[i]).isCloseTo(expected, within(1e-3));
        }
    }

    /** P(first) = w / Σ w, over seeds. */
    @Test
    void noiseMakesTheBestARowDrawnByItsWeight() throws SelectorException {
        List<Row> three = List.of(Row.plain(0, "a a b"), Row.plain(1, "b b a"), Row.plain(2, "b b b"));
        List<Row> target = List.of(Row.plain(0, "a a b b b"));
        int[] first = new int[3];
        int seeds = 4_000;
        for (int seed = 0; seed < seeds; seed++) {
            double[] drawn = scores(new Preparation(target, RowSample.of(three), Map.of("buckets", 64), seed, Likelihoods.none()), three);
            first[drawn[0] > drawn[1] ? drawn[0] > drawn[2] ? 0 : 2 : drawn[1] > drawn[2] ? 1 : 2]++;
        }
        double[] small = scores(new Preparation(target, RowSample.of(three), Map.of("noise", 0, "buckets", 64), 1, Likelihoods.none()), three);
        double sum = IntStream.range(0, 3).mapToDouble(i -> Math.exp(small[i])).sum();
        for (int i = 0; i < 3; i++) {
            assertThat(first[i] / (double) seeds).isCloseTo(Math.exp(small[i]) / sum, within(0.03));
        }
    }

    @Test
    void noiseDoesNotHangOnTheRowsPlace() throws SelectorException {
        Row row = POOL.rows().get(3);
        double[] scores = scores(POOL.with(Map.of()), List.of(row, new Row(99, row.form(), row.prompt(), row.response())));

        assertThat(scores[0]).isEqualTo(scores[1]);
    }

    @Test
    void aTargetThatIsThePoolMakesAllWeightsOne() throws SelectorException {
        Preparation same = new Preparation(POOL.rows(), RowSample.of(POOL.rows()), Map.of("noise", 0), 1, Likelihoods.none());

        assertThat(scores(same, POOL.rows())).containsOnly(0.0);
    }

    @Test
    void aPoolWithoutWordsIsRefused() {
        Preparation none = new Preparation(POOL.target(), RowSample.of(List.of()), Map.of(), 1, Likelihoods.none());

        assertThatThrownBy(() -> SELECTOR.prepare(none)).isInstanceOfSatisfying(SelectorException.class,
                wrong -> assertThat(wrong.code()).isEqualTo(SelectorException.Code.BAD_POOL));
    }
}
