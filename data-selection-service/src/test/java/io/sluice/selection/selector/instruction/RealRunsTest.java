package io.sluice.selection.selector.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.ngram.NgramModel;
import io.sluice.selection.selector.ngram.Symbols;
import io.sluice.selection.selector.testing.ToyPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RealRunsTest {

    private static final ToyPool POOL = ToyPool.of(300, 40, 21);
    private static final InstructMiningSelector SELECTOR = new InstructMiningSelector();
    private static final Map<String, ?> SETTINGS = Map.of("rule", "train", "model", "base", "train-runs", 24, "train-steps", 7,
            "run-characters", 1_500, "significance", 0.9);

    /** Trains in an instant, on characters; what is asked for first is not there at once. */
    private static final class Trainer implements TrainedModels, Likelihoods {

        private final Map<String, NgramModel> trained = new TreeMap<>();
        private final List<Training> wanted = new ArrayList<>();
        private boolean busy = true;

        Trainer() {
            trained.put("base", NgramModel.train(List.of(), 3, new Symbols(true)));
        }

        @Override
        public String onTarget(Training training) {
            throw new AssertionError("nothing is trained on the target, which it is tested with");
        }

        @Override
        public String onRows(Training training, List<Row> rows) throws SelectorException {
            List<String> texts = rows.stream().map(Row::text).toList();
            String name = "base:cond-" + Integer.toHexString(texts.hashCode());
            wanted.add(training);
            trained.putIfAbsent(name, NgramModel.train(texts, 3, new Symbols(true)));
            if (busy && wanted.size() > 5) {
                throw new SelectorException(SelectorException.Code.MODEL_TRAINING, null, "waits for a trainer");
            }
            return name;
        }

        @Override
        public List<Likelihood> of(String model, List<Passage> passages) {
            Symbols symbols = new Symbols(true);
            return passages.stream().map(each -> new Likelihood(symbols.size(each.completion()),
                    symbols.logProbability(trained.get(model).reader(), each.completion()))).toList();
        }
    }

    private static Preparation with(Trainer trainer) {
        Preparation given = POOL.with(SETTINGS, 1, trainer);
        return new Preparation(given.target(), given.pool(), given.settings(), given.seed(), trainer, trainer);
    }

    @Test
    void aRuleIsFittedToTrainingsAsSoonAsAllAreThereAndIsToldAsASetting() throws SelectorException {
        Trainer trainer = new Trainer();
        assertThatThrownBy(() -> SELECTOR.prepare(with(trainer))).isInstanceOfSatisfying(SelectorException.class, waiting -> {
            assertThat(waiting.code()).isEqualTo(SelectorException.Code.MODEL_TRAINING);
            assertThat(waiting).hasMessageContaining("5 of 24 trainings are done").hasMessageContaining("waits for a trainer");
        });
        assertThat(trainer.wanted).as("all are asked for at once").hasSize(24).containsOnly(new TrainedModels.Training("base", false, 7, 1));
        int models = trainer.trained.size();
        trainer.busy = false;
        Prepared prepared = SELECTOR.prepare(with(trainer));
        assertThat(trainer.trained).as("the same subsets again").hasSize(models);

        String json = (String) prepared.settings().values().get("rule");
        Rule rule = Rule.read(json);
        assertThat(rule.runs()).isEqualTo(24);
        assertThat(rule.terms()).isNotEmpty();
        Map<String, Object> again = new TreeMap<>(SETTINGS);
        again.put("rule", json);
        Preparation named = POOL.with(again, 1, trainer);
        assertThat(SELECTOR.prepare(named).state()).as("a job with the rule does the same").isEqualTo(prepared.state());
    }

    @Test
    void trainingsThatCanNotBeHadAreMissing() {
        Preparation given = POOL.with(SETTINGS, 1, new Trainer());
        assertThatThrownBy(() -> SELECTOR.prepare(given)).isInstanceOfSatisfying(SelectorException.class, missing -> {
            assertThat(missing.code()).isEqualTo(SelectorException.Code.MODEL_MISSING);
            assertThat(missing.field()).isEqualTo("settings.model");
        });
    }
}
