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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MooreLewisSelectorTest {

    private static final ToyPool POOL = ToyPool.of(60, 60, 8);
    private static final MooreLewisSelector SELECTOR = new MooreLewisSelector();

    private static double[] scores(List<Row> target, List<Row> pool, Map<String, ?> settings) throws SelectorException {
        Preparation with = new Preparation(target, RowSample.of(pool), settings, 3, Likelihoods.none());
        double[] scores = new double[POOL.rows().size()];
        SELECTOR.scorer(SELECTOR.prepare(with), Likelihoods.none()).score(POOL.rows(), scores);
        return scores;
    }

    @Test
    void isTheDifferenceOfTwoModelsCrossEntropies() throws SelectorException {
        List<Row> pool = POOL.rows().subList(0, 1);
        List<Row> target = List.of(Row.plain(9, POOL.target().getFirst().text().substring(0, 40)));
        double[] scores = scores(target, pool, Map.of("order", 3));
        Symbols symbols = new Symbols(true);
        NgramModel.Reader wanted = NgramModel.train(List.of(target.getFirst().text()), 3, symbols).reader();
        NgramModel.Reader usual = NgramModel.train(List.of(pool.getFirst().text()), 3, symbols).reader();

        for (int i = 0; i < scores.length; i++) {
            String text = POOL.rows().get(i).text();
            double expected = (symbols.logProbability(wanted, text) - symbols.logProbability(usual, text)) / symbols.size(text);
            assertThat(scores[i]).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void aTargetThatIsThePoolScoresNothing() throws SelectorException {
        assertThat(scores(POOL.rows(), POOL.rows(), Map.of())).containsOnly(0.0);
    }

    @Test
    void theTargetsOrderDoesNotMatter() throws SelectorException {
        assertThat(scores(POOL.target().reversed(), POOL.rows(), Map.of())).isEqualTo(scores(POOL.target(), POOL.rows(), Map.of()));
    }

    @Test
    void aPoolWithoutTextIsRefused() {
        assertThatThrownBy(() -> scores(POOL.target(), List.of(), Map.of())).isInstanceOfSatisfying(SelectorException.class,
                wrong -> assertThat(wrong.code()).isEqualTo(SelectorException.Code.BAD_POOL));
    }

    @Test
    void aSampleHoldsWhatIsWantedInWhateverOrderItComes() {
        List<Row> rows = IntStream.range(0, 500).mapToObj(i -> Row.plain(i, "row " + i + " x".repeat(i % 50))).toList();
        TextSample there = new TextSample(1_000, 5, 60);
        rows.forEach(there::add);
        TextSample back = new TextSample(1_000, 5, 60);
        rows.reversed().forEach(back::add);

        assertThat(there.texts()).isEqualTo(back.texts()).allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(60));
        assertThat(there.characters()).isBetween(1_000L, 1_060L)
                .isEqualTo(there.texts().stream().mapToLong(String::length).sum());
        TextSample other = new TextSample(1_000, 6, 60);
        rows.forEach(other::add);
        assertThat(other.texts()).isNotEqualTo(there.texts());
    }
}
