package io.sluice.selection.selector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Likelihoods.Likelihood;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.testing.ToyModels;
import io.sluice.selection.selector.testing.ToyPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelSelectorsTest {

    private static final ToyPool POOL = ToyPool.of(300, 40, 21);
    private static final Likelihoods MODELS = new ToyModels(POOL);
    private static final Selector COLOR = new ColorFilterSelector();
    private static final Selector PERPLEXITY = new PerplexitySelector();

    private static double[] scores(Selector selector, Map<String, ?> settings, Likelihoods models) throws SelectorException {
        Scorer scorer = selector.scorer(selector.prepare(POOL.with(settings, 1, models)), models);
        double[] scores = new double[POOL.rows().size()];
        scorer.score(POOL.rows(), scores);
        return scores;
    }

    private static double[] color(String marginal, String conditional) throws SelectorException {
        return scores(COLOR, Map.of("marginal", marginal, "conditional", conditional), MODELS);
    }

    @Test
    void equalModelsScoreNothing() throws SelectorException {
        assertThat(color("world", "world")).containsOnly(0.0);
    }

    @Test
    void modelsThatChangePlacesChangeTheSign() throws SelectorException {
        double[] there = color("world", "world:target");
        double[] back = color("world:target", "world");

        for (int i = 0; i < there.length; i++) {
            assertThat(back[i]).isEqualTo(-there[i]);
        }
    }

    @Test
    void theScoreIsTheDifferenceOfMeanLosses() throws SelectorException {
        double[] scores = color("world", "world:target");
        for (int i = 0; i < 20; i++) {
            List<Likelihoods.Passage> whole = List.of(new Likelihoods.Passage("", POOL.rows().get(i).text()));
            double expected = MODELS.of("world", whole).getFirst().loss() - MODELS.of("world:target", whole).getFirst().loss();
            assertThat(scores[i]).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void moreThanHalfOfWhatIsChosenIsLikeTheTarget() throws SelectorException {
        Map<String, String> settings = Map.of("marginal", "world", "conditional", "world:target");
        Scorer scorer = COLOR.scorer(COLOR.prepare(POOL.with(settings, 1, MODELS)), MODELS);
        double few = POOL.precision(scorer, 0.05);

        assertThat(few).isGreaterThanOrEqualTo(POOL.precision(scorer, 0.2)).isGreaterThan(0.8);
        assertThat(POOL.precision(scorer, 0.2)).isGreaterThan(0.5);
    }

    @Test
    void doubtDrawsShortRowsTowardsNothing() throws SelectorException {
        double[] plain = color("world", "world:target");
        double[] drawn = scores(COLOR, Map.of("marginal", "world", "conditional", "world:target", "shrink", 100), MODELS);
        for (int i = 0; i < plain.length; i++) {
            int tokens = POOL.rows().get(i).text().length();
            assertThat(drawn[i]).isCloseTo(plain[i] * tokens / (tokens + 100), within(1e-12));
        }
    }

    @Test
    void aMissingModelIsToldBeforeThePoolIsRead() {
        assertThatThrownBy(() -> color("world", "world:nobody")).isInstanceOfSatisfying(SelectorException.class,
                wrong -> {
                    assertThat(wrong.code()).isEqualTo(SelectorException.Code.MODEL_MISSING);
                    assertThat(wrong.field()).isEqualTo("settings.conditional");
                }).hasMessageContaining("world:nobody");
        assertThatThrownBy(() -> color("world", " ")).isInstanceOfSatisfying(SelectorException.class,
                wrong -> assertThat(wrong.field()).isEqualTo("settings.conditional"));
        assertThatThrownBy(() -> scores(PERPLEXITY, Map.of(), MODELS)).isInstanceOfSatisfying(SelectorException.class,
                wrong -> assertThat(wrong.field()).isEqualTo("settings.model"));
        assertThatThrownBy(() -> scores(PERPLEXITY, Map.of("model", "x"), Likelihoods.none())).hasMessageContaining("no inference-service");
    }

    private static Preparation with(Map<String, ?> settings, TrainedModels trained) {
        Preparation given = POOL.with(settings, 1, MODELS);
        return new Preparation(given.target(), given.pool(), given.settings(), given.seed(), given.likelihoods(), trained);
    }

    @Test
    void aModelThatNobodyNamesIsTrainedOnTheTargetAndAskedAsItWasTaught() throws SelectorException {
        List<TrainedModels.Training> wanted = new ArrayList<>();
        TrainedModels trainer = training -> {
            wanted.add(training);
            return training.base() + ":target";
        };
        Prepared prepared = COLOR.prepare(with(Map.of("marginal", "world", "train-steps", 40, "train-kind", "full"), trainer));
        assertThat(wanted).containsExactly(new TrainedModels.Training("world", true, 40, 1));
        assertThat(prepared.settings().values()).containsEntry("conditional", "world:target").containsEntry("form", "chat");
        Prepared named = COLOR.prepare(with(Map.of("marginal", "world", "conditional", "world:target"), trainer));
        assertThat(named.settings().values()).containsEntry("form", "text");
        assertThat(wanted).hasSize(1);
    }

    /** What is asked for is told, and there once it is {@code done}. */
    private static final class Trainer implements TrainedModels {

        private final List<Training> wanted = new ArrayList<>();
        private final List<List<Row>> learned = new ArrayList<>();
        private boolean done;

        @Override
        public String onTarget(Training training) {
            throw new AssertionError("the prior comes first");
        }

        @Override
        public String onRows(Training training, List<Row> rows) throws SelectorException {
            wanted.add(training);
            learned.add(rows);
            return there("world", "step 3 of 60");
        }

        @Override
        public String onward(Training before, List<Row> rowsBefore, int steps, List<Row> rows) throws SelectorException {
            assertThat(rowsBefore).isEqualTo(learned.getLast());
            wanted.add(new Training(before.base(), before.full(), before.steps() + steps, before.seed()));
            learned.add(rows);
            return there("world:target", "waits for a trainer");
        }

        private String there(String model, String waiting) throws SelectorException {
            if (done) {
                return model;
            }
            throw new SelectorException(SelectorException.Code.MODEL_TRAINING, null, waiting);
        }
    }

    @Test
    void aPriorIsTrainedOnThePoolAndGoesOnOnTheTargetBothAskedForAtOnce() throws SelectorException {
        Map<String, ?> settings = Map.of("marginal", "world", "prior", "pool", "prior-steps", 60, "train-steps", 40, "pool-rows", 100);
        Trainer trainer = new Trainer();
        assertThatThrownBy(() -> COLOR.prepare(with(settings, trainer))).hasMessageContainingAll("step 3 of 60", "waits for a trainer")
                .isInstanceOfSatisfying(SelectorException.class, waiting -> assertThat(waiting.code()).isEqualTo(SelectorException.Code.MODEL_TRAINING));
        assertThat(trainer.wanted).containsExactly(new TrainedModels.Training("world", false, 60, 1), new TrainedModels.Training("world", false, 100, 1));

        trainer.done = true;
        Prepared prepared = COLOR.prepare(with(settings, trainer));
        assertThat(trainer.learned).hasSize(4);
        assertThat(trainer.learned.get(2)).as("the same sample again").isEqualTo(trainer.learned.getFirst()).hasSize(100);
        assertThat(trainer.learned.get(3)).extracting(Row::text).isEqualTo(POOL.target().stream().map(Row::text).toList());
        assertThat(prepared.settings().values()).containsEntry("marginal", "world").containsEntry("conditional", "world:target")
                .containsEntry("form", "chat").containsEntry("prior", "served");
        Map<String, Object> named = new TreeMap<>(prepared.settings().texts());
        assertThat(COLOR.prepare(with(named, TrainedModels.none()))).as("another job may name what this one made").isEqualTo(prepared);
    }

    @Test
    void whatTheTargetHasIsNotInThePriorsSampleAndLongRowsAreHeldInPart() throws SelectorException {
        String clef = "\ud834\udd1e";
        List<Row> pool = List.of(new Row(0, RowForm.INSTRUCTION, "p".repeat(5_000) + clef + "e".repeat(TrainedModels.CHARACTERS - 1),
                "b".repeat(TrainedModels.CHARACTERS - 1) + clef.repeat(9)), Row.plain(1, "is  wanted\n"), Row.plain(2, "other"));
        Trainer trainer = new Trainer();
        trainer.done = true;
        Map<String, ?> settings = Map.of("marginal", "world", "prior", "pool");
        COLOR.prepare(new Preparation(List.of(Row.plain(0, "is wanted")), RowSample.of(pool), settings, 1, MODELS, trainer));
        assertThat(trainer.learned.getFirst()).containsExactly(new Row(0, RowForm.INSTRUCTION, clef + "e".repeat(TrainedModels.CHARACTERS - 1),
                "b".repeat(TrainedModels.CHARACTERS - 1)), Row.plain(2, "other"));
        Preparation nothing = new Preparation(List.of(Row.plain(0, "is wanted")), RowSample.of(pool.subList(1, 2)), settings, 1, MODELS, trainer);
        assertThatThrownBy(() -> COLOR.prepare(nothing)).isInstanceOfSatisfying(SelectorException.class,
                wrong -> assertThat(wrong.field()).isEqualTo("pool"));
    }

    @Test
    void settingsThatContradictEachOtherAreToldByTheirField() {
        unfit(Map.of("marginal", "world", "conditional", "world:target", "prior", "pool"), "settings.conditional", "prior=pool");
        unfit(Map.of("marginal", "world:other"), "settings.marginal", "only a base can be trained");
        unfit(Map.of("marginal", "world:other", "prior", "pool"), "settings.marginal", "only a base can be trained");
        unfit(Map.of("marginal", "world", "prior", "both"), "settings.prior", "served, pool");
        unfit(Map.of("marginal", "world", "prior", "pool", "pool-rows", 3), "settings.pool-rows", "10");
        assertThatThrownBy(() -> COLOR.prepare(with(Map.of("marginal", "world", "prior", "pool"), TrainedModels.none())))
                .isInstanceOfSatisfying(SelectorException.class, missing -> {
                    assertThat(missing.code()).isEqualTo(SelectorException.Code.MODEL_MISSING);
                    assertThat(missing.field()).isEqualTo("settings.prior");
                }).hasMessageContaining("no trainer here");
    }

    private static void unfit(Map<String, ?> settings, String field, String why) {
        assertThatThrownBy(() -> COLOR.settings(settings)).hasMessageContaining(why).isInstanceOfSatisfying(SelectorException.class, wrong -> {
            assertThat(wrong.code()).isEqualTo(SelectorException.Code.BAD_SETTING);
            assertThat(wrong.field()).isEqualTo(field);
        });
    }

    @Test
    void aModelThatIsBeingTrainedIsWaitedForAndOneThatNobodyTrainsIsMissing() {
        TrainedModels busy = training -> {
            throw new SelectorException(SelectorException.Code.MODEL_TRAINING, null, "step 3 of 300");
        };
        assertThatThrownBy(() -> COLOR.prepare(with(Map.of("marginal", "world"), busy))).isInstanceOfSatisfying(SelectorException.class, wrong -> {
            assertThat(wrong.passing()).isTrue();
            assertThat(wrong.code().label()).isEqualTo("model_training");
        }).hasMessageContaining("step 3 of 300");
        assertThatThrownBy(() -> COLOR.prepare(with(Map.of("marginal", "world"), TrainedModels.none())))
                .isInstanceOfSatisfying(SelectorException.class, wrong -> {
                    assertThat(wrong.code()).isEqualTo(SelectorException.Code.MODEL_MISSING);
                    assertThat(wrong.field()).isEqualTo("settings.conditional");
                });
    }

    @Test
    void whatAModelHasNoNumberForIsSetAside() throws SelectorException {
        Row odd = POOL.rows().get(5);
        for (double strange : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            Likelihoods models = (model, passages) -> {
                List<Likelihood> sound = MODELS.of(model, passages);
                return IntStream.range(0, sound.size())
                        .mapToObj(i -> passages.get(i).completion().equals(odd.text()) ? new Likelihood(9, strange) : sound.get(i)).toList();
            };
            double[] color = scores(COLOR, Map.of("marginal", "world", "conditional", "world:target"), models);
            assertThat(color[5]).isNaN();
            assertThat(color[6]).isFinite();
            for (String keep : List.of("low", "middle", "high")) {
                double[] scores = scores(PERPLEXITY, Map.of("model", "world", "keep", keep), models);
                assertThat(scores[5]).isNaN();
                assertThat(Arrays.stream(scores).filter(Double::isNaN).count()).isEqualTo(1);
            }
        }
    }

    @Test
    void modelsThatHaveNoNumberForAnythingAreRefused() {
        Likelihoods nothing = (model, passages) -> passages.stream().map(passage -> new Likelihood(0, 0)).toList();

        assertThatThrownBy(() -> scores(PERPLEXITY, Map.of("model", "x"), nothing)).hasMessageContaining("no finite loss");
        assertThatThrownBy(() -> scores(COLOR, Map.of("marginal", "x", "conditional", "y"), nothing)).hasMessageContaining("no finite loss");
    }

    @Test
    void anAnswerThatLacksRowsIsRefused() {
        Likelihoods lacking = (model, passages) -> List.of();
        assertThatThrownBy(() -> scores(PERPLEXITY, Map.of("model", "x"), lacking))
                .isInstanceOfSatisfying(SelectorException.class, wrong -> assertThat(wrong.passing()).isTrue());
    }

    @Test
    void lowHighAndMiddleOrderByLoss() throws SelectorException {
        double[] low = scores(PERPLEXITY, Map.of("model", "world", "keep", "low"), MODELS);
        double[] high = scores(PERPLEXITY, Map.of("model", "world", "keep", "high"), MODELS);
        double[] middle = scores(PERPLEXITY, Map.of("model", "world", "keep", "middle"), MODELS);
        double median = Arrays.stream(high).sorted().skip(high.length / 2).findFirst().orElseThrow();
        for (int i = 0; i < low.length; i++) {
            assertThat(low[i]).isEqualTo(-high[i]);
            for (int j = 0; j < i; j++) {
                if ((high[i] - median) * (high[j] - median) > 0 && high[i] != high[j]) {
                    assertThat(middle[i] > middle[j]).isEqualTo(Math.abs(high[i] - median) < Math.abs(high[j] - median));
                }
            }
        }
    }

    @Test
    void theMiddleIsAQuantileOfTheSample() {
        double[] sorted = {1, 2, 3, 4, 9};

        assertThat(PerplexityScorer.middle(3, sorted)).isZero();
        assertThat(PerplexityScorer.middle(2.5, sorted)).isCloseTo(-0.125, within(1e-12));
        assertThat(PerplexityScorer.middle(1, sorted)).isEqualTo(-0.5);
        assertThat(PerplexityScorer.middle(11, sorted)).isEqualTo(-2.5);
        assertThat(PerplexityScorer.middle(0.5, sorted)).isEqualTo(-1);
        assertThat(PerplexityScorer.middle(5, new double[] {5})).isZero();
        assertThat(PerplexityScorer.middle(Double.NaN, sorted)).isNaN();
    }
}
