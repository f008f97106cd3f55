package io.sluice.selection.selector.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.testing.ToyPool;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class ZipFitSelectorTest {

    private static final ToyPool POOL = ToyPool.of(40, 12, 3);
    private static final ZipFitSelector SELECTOR = new ZipFitSelector();

    private static Prepared prepared(List<Row> target, Map<String, ?> settings) throws SelectorException {
        return prepared(target, POOL.rows(), settings);
    }

    private static Prepared prepared(List<Row> target, List<Row> pool, Map<String, ?> settings) throws SelectorException {
        return SELECTOR.prepare(new Preparation(target, RowSample.of(pool), settings, 1, Likelihoods.none()));
    }

    private static double[] scores(List<Row> target, Map<String, ?> settings, List<Row> rows) throws SelectorException {
        return scores(target, POOL.rows(), settings, rows);
    }

    private static double[] scores(List<Row> target, List<Row> pool, Map<String, ?> settings, List<Row> rows) throws SelectorException {
        Scorer scorer = SELECTOR.scorer(prepared(target, pool, settings), Likelihoods.none());
        double[] scores = new double[rows.size()];
        scorer.score(rows, scores);
        return scores;
    }

    private static int gzip(String text, int level) {
        Deflater deflater = new Deflater(level, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        int size = deflater.deflate(new byte[1 << 16]);
        deflater.end();
        return size + 18;
    }

    @Test
    void isOneMinusTheMeanDistanceToEveryTargetRow() throws SelectorException {
        double[] scores = scores(POOL.target(), Map.of("compressor", "deflate", "level", 4, "against", "nothing"), POOL.rows());

        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isCloseTo(1 - distance(POOL.rows().get(i), POOL.target()), within(1e-12));
        }
    }

    @Test
    void againstThePoolItIsHowMuchFartherThePoolIs() throws SelectorException {
        List<Row> some = POOL.rows().subList(0, POOL.target().size());
        double[] scores = scores(POOL.target(), some, Map.of("compressor", "deflate", "level", 4), POOL.rows());

        for (int i = 0; i < scores.length; i++) {
            Row x = POOL.rows().get(i);
            assertThat(scores[i]).isCloseTo(distance(x, some) - distance(x, POOL.target()), within(1e-12));
        }
    }

    /** As the paper has it, with what gzip makes of the texts. */
    private static double distance(Row row, List<Row> others) {
        String x = row.text();
        double sum = 0;
        for (Row y : others) {
            int sizeX = gzip(x, 4);
            int sizeY = gzip(y.text(), 4);
            sum += (gzip(x + y.text(), 4) - Math.min(sizeX, sizeY)) / (double) Math.max(sizeX, sizeY);
        }
        return sum / others.size();
    }

    @Test
    void whereTargetAndPoolChangePlacesScoresChangeTheirSign() throws SelectorException {
        List<Row> some = POOL.rows().subList(0, POOL.target().size());
        for (Map<String, String> settings : List.of(Map.of("compressor", "lz4"), Map.of("compressor", "zstd"))) {
            double[] scores = scores(POOL.target(), some, settings, POOL.rows());
            double[] other = scores(some, POOL.target(), settings, POOL.rows());
            for (int i = 0; i < scores.length; i++) {
                assertThat(other[i]).isCloseTo(-scores[i], within(1e-12));
            }
        }
    }

    @Test
    void aTargetThatIsThePoolTellsNoRowsApart() throws SelectorException {
        for (Map<String, String> settings : List.of(Map.of("target", "rows"), Map.of("target", "dictionary"))) {
            assertThat(scores(POOL.target(), POOL.target(), settings, POOL.rows())).containsOnly(0);
        }
    }

    @Test
    void aPoolWithoutTextIsNothingToHoldAgainst() {
        assertThatThrownBy(() -> prepared(POOL.target(), List.of(), Map.of()))
                .isInstanceOfSatisfying(SelectorException.class, wrong -> assertThat(wrong.field()).isEqualTo("pool"));
    }

    @Test
    void aRowIsNearestToItself() throws SelectorException {
        for (Map<String, String> settings : List.of(Map.of("against", "nothing"), Map.of("against", "nothing", "compressor", "zstd"),
                Map.of("against", "nothing", "compressor", "deflate"), Map.of("against", "nothing", "target", "dictionary"))) {
            double[] scores = scores(List.of(POOL.rows().get(5)), settings, POOL.rows());
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).isLessThanOrEqualTo(scores[5]);
            }
        }
    }

    @Test
    void theTargetsOrderDoesNotMatter() throws SelectorException {
        assertThat(scores(POOL.target().reversed(), Map.of(), POOL.rows())).isEqualTo(scores(POOL.target(), Map.of(), POOL.rows()));
        assertThat(scores(POOL.target().reversed(), Map.of("targets-max", 3), POOL.rows()))
                .isEqualTo(scores(POOL.target(), Map.of("targets-max", 3), POOL.rows()));
    }

    @Test
    void aLevelThatTheCompressorDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> prepared(POOL.target(), Map.of("compressor", "deflate", "level", 12)))
                .isInstanceOfSatisfying(SelectorException.class, wrong -> assertThat(wrong.field()).isEqualTo("settings.level"))
                .hasMessageContaining("deflate goes to 9");
    }

    @Test
    void aMachineThatCountsOtherwiseIsRefused() throws SelectorException {
        Prepared prepared = prepared(POOL.target(), Map.of());
        byte[] state = prepared.state().clone();
        state[15]++;

        assertThatThrownBy(() -> SELECTOR.scorer(new Prepared("zip-fit", 2, prepared.settings(), 1, state), Likelihoods.none()))
                .isInstanceOf(SelectorException.class).hasMessageContaining("this machine's compressor");
    }

    @Test
    void ofLongRowsTheBeginningCounts() throws SelectorException {
        String text = "one row that goes on and on ".repeat(10);
        double[] scores = scores(POOL.target(), Map.of("row-bytes", 100), List.of(Row.plain(0, text), Row.plain(1, text.substring(0, 100))));

        assertThat(scores[0]).isEqualTo(scores[1]);
    }

    @Test
    void aTargetOverItsBoundsIsRefused() {
        Row row = Row.plain(0, "x".repeat(1 << 20));
        assertThatThrownBy(() -> prepared(Collections.nCopies(17, row), Map.of())).hasMessageContaining("characters, more than");
        assertThatThrownBy(() -> prepared(Collections.nCopies(10_001, Row.plain(0, "x")), Map.of())).hasMessageContaining("rows, more than");
    }
}
