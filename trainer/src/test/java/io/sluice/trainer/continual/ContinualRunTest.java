package io.sluice.trainer.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContinualRunTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final AdapterPlan EACH =
            new AdapterPlan(AdapterKind.LORA, 30, 8, 1e-2, 0, 1, new AdapterPlan.Settings(4, 8, false, 1, 1, 1));

    private static ContinualResult run(double decay, String... skills) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(SMALL)) {
            ContinualPlan plan = new ContinualPlan(List.of(skills), EACH, decay, 60, 10);
            List<String> lines = new ArrayList<>();
            ContinualResult result = new ContinualRun(Base.read(SMALL), plan, tokenizer).run(lines::add);
            assertThat(lines).hasSize(skills.length);
            return result;
        }
    }

    @Test
    void withoutDecayTheAverageIsTheOnlineAdapter() throws IOException {
        ContinualResult result = run(0, "double", "tail");
        assertThat(result.offline().values()).isDeepEqualTo(result.sequential().values());
        assertThat(result.ensemble().values()).isDeepEqualTo(result.sequential().values());
    }

    @Test
    void theFirstTaskHasNoEnsemble() throws IOException {
        ContinualResult result = run(0.999, "double", "tail");
        assertThat(result.offline().values()[0]).isEqualTo(result.sequential().values()[0]);
        assertThat(result.ensemble().values()[0]).isEqualTo(result.sequential().values()[0]);
    }

    @Test
    void forgettingIsWhatTheBestLostUntilTheEnd() {
        AccuracyMatrix accuracy = new AccuracyMatrix(new double[][] {{0.9, 0, 0}, {0.5, 0.8, 0.1}, {0.2, 0.9, 0.7}});
        assertThat(accuracy.last()).isCloseTo(0.6, within(1e-12));
        assertThat(accuracy.forgetting()).isCloseTo((0.7 - 0.1) / 2, within(1e-12));
        assertThat(new AccuracyMatrix(new double[][] {{0.4}}).forgetting()).isZero();
        assertThatThrownBy(() -> new AccuracyMatrix(new double[][] {{1, 2}})).hasMessageContaining("no square");
    }

    @Test
    void theAverageFollows() {
        MovingAverage average = new MovingAverage(new float[] {1, 0}, 0.75);
        average.follow(new float[] {0, 4});
        assertThat(average.values()).containsExactly(0.75f, 1f);
        average.follow(new float[] {0.75f, 1});
        assertThat(average.values()).containsExactly(0.75f, 1f);
    }

    @Test
    void aDecayOfOneIsRefused() {
        assertThatThrownBy(() -> new ContinualPlan(List.of("min"), EACH, 1, 1, 1)).hasMessageContaining("decay");
    }
}
