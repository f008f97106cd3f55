package io.sluice.selection.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.catalog.Selectors;
import io.sluice.selection.selector.testing.ToyModels;
import io.sluice.selection.selector.testing.ToyPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectorContractTest {

    private static final ToyPool POOL = ToyPool.of(300, 40, 11);
    private static final Likelihoods MODELS = new ToyModels(POOL);
    private static final Map<Case, Prepared> PREPARED = new ConcurrentHashMap<>();

    /** A selector as a job would use it. */
    record Case(String name, Map<String, ?> settings) {

        Selector selector() throws SelectorException {
            return Selectors.named(name);
        }

        /** Prepared once for all tests; that it is the same every time is a test of its own. */
        Prepared prepared() throws SelectorException {
            Prepared kept = PREPARED.get(this);
            if (kept == null) {
                kept = preparedAnew();
                PREPARED.put(this, kept);
            }
            return kept;
        }

        Prepared preparedAnew() throws SelectorException {
            return selector().prepare(POOL.with(settings, 7, likelihoods()));
        }

        Likelihoods likelihoods() {
            return MODELS;
        }

        Scorer scorer() throws SelectorException {
            return Selectors.scorer(prepared().toBytes(), likelihoods());
        }
    }

    static Stream<Case> cases() {
        return Stream.of(new Case("zip-fit", Map.of()), new Case("zip-fit", Map.of("target", "dictionary")),
                new Case("zip-fit", Map.of("level", 9, "targets-max", 8)), new Case("zip-fit", Map.of("compressor", "deflate", "targets-max", 8)),
                new Case("zip-fit", Map.of("compressor", "deflate", "target", "dictionary")),
                new Case("zip-fit", Map.of("against", "nothing", "targets-max", 8)), new Case("zip-fit", Map.of("target", "dictionary", "against", "nothing")),
                new Case("zip-fit", Map.of("compressor", "zstd", "targets-max", 8)),
                new Case("zip-fit", Map.of("compressor", "zstd", "target", "dictionary")), new Case("dsir", Map.of()),
                new Case("dsir", Map.of("length", "mean")), new Case("moore-lewis", Map.of()),
                new Case("moore-lewis", Map.of("unit", "words", "order", 2)), new Case("color-filter", Map.of("marginal", "world", "conditional", "world:target")),
                new Case("instruct-mining", Map.of()), new Case("instruct-mining", Map.of("model", "world", "runs", 24)),
                new Case("perplexity", Map.of("model", "world")), new Case("random", Map.of()), new Case("full", Map.of()));
    }

    private static double[] scores(Scorer scorer, List<Row> rows) throws SelectorException {
        double[] scores = new double[rows.size()];
        scorer.score(rows, scores);
        return scores;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsPreparedTwiceIsTheSameToTheBit(Case each) throws SelectorException {
        assertThat(each.prepared().toBytes()).isEqualTo(each.preparedAnew().toBytes());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aScoreDoesNotHangOnNeighboursOrOrder(Case each) throws SelectorException {
        Scorer scorer = each.scorer();
        double[] together = scores(scorer, POOL.rows());
        List<Row> backwards = new ArrayList<>(POOL.rows());
        Collections.reverse(backwards);
        double[] reversed = scores(each.scorer(), backwards);

        for (int i = 0; i < together.length; i++) {
            assertThat(reversed[together.length - 1 - i]).isEqualTo(together[i]);
        }
        assertThat(scores(scorer, POOL.rows().subList(17, 18))).containsExactly(together[17]);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void threadsShareAScorer(Case each) throws Exception {
        Scorer scorer = each.scorer();
        double[] alone = scores(scorer, POOL.rows());
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<double[]>> shards = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                shards.add(threads.submit(() -> scores(scorer, POOL.rows())));
            }
            for (Future<double[]> shard : shards) {
                assertThat(shard.get()).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oddRowsAreScoredOrSetAsideButNeverFail(Case each) throws SelectorException {
        byte[] noise = new byte[50_000];
        new SplittableRandom(3).nextBytes(noise);
        List<Row> odd = List.of(Row.plain(0, "x"), Row.plain(1, "\ud83d\ude00"), Row.plain(2, "   \n\t"), Row.plain(3, "\u0000\u0001"),
                Row.plain(4, "ab".repeat(150_000)), Row.plain(5, new String(noise, StandardCharsets.ISO_8859_1)),
                Row.plain(6, "!!!???"), Row.plain(7, "\u4f60\u597d\u4e16\u754c".repeat(50)));
        Scorer scorer = each.scorer();
        double[] scores = scores(scorer, odd);

        assertThat(scores).doesNotContain(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(scores[0]).as("one character").isFinite();
        for (int i = 0; i < scores.length; i++) {
            assertThat(scorer.reason(odd.get(i), scores[i])).endsWith(".").hasSizeLessThan(400).doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStateOfAnotherVersionOrSelectorIsRefused(Case each) throws SelectorException {
        Prepared prepared = each.prepared();
        Prepared other = new Prepared(prepared.selector(), prepared.version() + 1, prepared.settings(), 7, prepared.state());

        assertThatThrownBy(() -> each.selector().scorer(other, each.likelihoods())).isInstanceOf(SelectorException.class)
                .hasMessageContaining("version");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aShortenedStateIsRefused(Case each) throws SelectorException {
        Prepared prepared = each.prepared();
        for (int cut : new int[] {1, 5, prepared.state().length / 2}) {
            if (prepared.state().length >= cut && cut > 0) {
                byte[] part = Arrays.copyOf(prepared.state(), prepared.state().length - cut);
                Prepared shorter = new Prepared(prepared.selector(), prepared.version(), prepared.settings(), 7, part);
                assertThatThrownBy(() -> each.selector().scorer(shorter, each.likelihoods())).isInstanceOf(SelectorException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anEmptyTargetIsRefusedWhereOneIsNeeded(Case each) throws SelectorException {
        Preparation without = new Preparation(List.of(), RowSample.of(POOL.rows()), each.settings(), 7, each.likelihoods());
        if (each.selector().about().needs().contains(Selector.Need.TARGET)) {
            assertThatThrownBy(() -> each.selector().prepare(without)).isInstanceOfSatisfying(SelectorException.class, wrong -> {
                assertThat(wrong.code()).isEqualTo(SelectorException.Code.BAD_TARGET);
                assertThat(wrong.field()).isEqualTo("target");
            });
        } else {
            assertThat(each.selector().prepare(without).selector()).isEqualTo(each.name());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSettingThatNobodyKnowsIsRefused(Case each) {
        assertThatThrownBy(() -> each.selector().prepare(POOL.with(Map.of("colour", "red"), 7, each.likelihoods())))
                .isInstanceOfSatisfying(SelectorException.class, wrong -> assertThat(wrong.field()).isEqualTo("settings.colour"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatIsLikeTheTarget(Case each) throws SelectorException {
        double precision = POOL.precision(each.scorer(), ToyPool.SHARE);
        if (each.selector().about().needs().contains(Selector.Need.TARGET)) {
            assertThat(precision).as("precision of %s", each).isGreaterThan(0.5);
        } else {
            assertThat(precision).isBetween(0.0, 0.45);
        }
    }
}
