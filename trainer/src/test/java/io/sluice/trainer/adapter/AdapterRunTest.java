package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.trainer.adapter.AdapterPlan.Settings;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Few steps on the small model. */
class AdapterRunTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final Progress SILENT = (step, loss, speed) -> {};

    static Base base;
    static Tokenizer tokenizer;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() throws IOException {
        base = Base.read(SMALL);
        tokenizer = Tokenizer.load(SMALL);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    static AdapterPlan plan(AdapterKind kind, int steps, long seed) {
        return new AdapterPlan(kind, steps, 4, 1e-2, 0.5, seed, new Settings(2, 4, false, 3, 2, 0.01));
    }

    private static AdapterData data(long seed) {
        return AdapterData.ofSkill("swap", seed, 40, 5);
    }

    private static AdaptedLlama.State whole(AdapterPlan plan) throws IOException {
        try (AdapterRun run = AdapterRun.start(base, plan, data(1), tokenizer)) {
            run.train(plan.steps(), SILENT);
            return run.model().state();
        }
    }

    /** In the first stage, at its very end, and in the second. */
    @ParameterizedTest
    @EnumSource
    void aResumedRunEndsInTheSameBits(AdapterKind kind) throws IOException {
        AdapterPlan plan = plan(kind, 6, 3);
        AdaptedLlama.State expected = whole(plan);
        for (int stop : new int[] {2, 3, 5}) {
            Path checkpoint = folder.resolve("checkpoint-" + stop);
            try (AdapterRun first = AdapterRun.start(base, plan, data(1), tokenizer)) {
                first.train(stop, SILENT);
                first.keep(checkpoint);
            }
            try (AdapterRun second = AdapterRun.resume(base, plan, data(1), tokenizer, checkpoint)) {
                assertThat(second.step()).isEqualTo(stop);
                second.train(plan.steps(), SILENT);
                AdaptedLlama.State state = second.model().state();
                assertThat(second.done()).isTrue();
                assertThat(state.step()).isEqualTo(expected.step());
                assertThat(state.parameters()).isEqualTo(expected.parameters());
                assertThat(state.mean()).isEqualTo(expected.mean());
                assertThat(state.square()).isEqualTo(expected.square());
            }
        }
    }

    @Test
    void theSeedDecidesTheResult() throws IOException {
        float[] once = whole(plan(AdapterKind.LORA, 3, 3)).parameters();
        assertThat(whole(plan(AdapterKind.LORA, 3, 3)).parameters()).isEqualTo(once);
        assertThat(whole(plan(AdapterKind.LORA, 3, 4)).parameters()).isNotEqualTo(once);
    }

    @Test
    void lossFalls() throws IOException {
        List<Double> losses = new ArrayList<>();
        AdapterPlan plan = plan(AdapterKind.LORA, 80, 5);
        try (AdapterRun run = AdapterRun.start(base, plan, data(2), tokenizer)) {
            run.train(80, (step, loss, speed) -> losses.add(loss));
            assertThat(run.cpu()).isPositive();
        }
        assertThat(losses).hasSize(4);
        assertThat(losses.getLast()).isLessThan(0.7 * losses.getFirst());
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() throws IOException {
        Path checkpoint = folder.resolve("checkpoint");
        AdapterPlan plan = plan(AdapterKind.LOFIT, 4, 3);
        assertThatThrownBy(() -> AdapterRun.resume(base, plan, data(1), tokenizer, checkpoint))
                .isInstanceOf(IOException.class).hasMessageContaining("no checkpoint");
        try (AdapterRun run = AdapterRun.start(base, plan, data(1), tokenizer)) {
            run.train(1, SILENT);
            run.keep(checkpoint);
        }
        assertThatThrownBy(() -> AdapterRun.resume(base, plan, data(2), tokenizer, checkpoint))
                .isInstanceOf(IOException.class).hasMessageContaining("another run");
        assertThatThrownBy(() -> AdapterRun.resume(base, plan(AdapterKind.LOFIT, 6, 3), data(1), tokenizer, checkpoint))
                .hasMessageContaining("another run");
    }

    @Test
    void aPlanThatTheBaseCantHoldIsRefused() {
        assertThatThrownBy(() -> AdapterRun.start(base, plan(AdapterKind.LT_SFT, 1, 1), data(1), tokenizer))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 2 steps");
        AdapterPlan many = new AdapterPlan(AdapterKind.LOFIT, 4, 4, 1e-2, 0, 1, new Settings(2, 4, false, 3, 9, 0.01));
        assertThatThrownBy(() -> AdapterRun.start(base, many, data(1), tokenizer)).hasMessageContaining("9 heads");
        assertThatThrownBy(() -> new AdapterPlan(AdapterKind.LORA, 4, 4, 1e-2, 1, 1, many.settings()))
                .hasMessageContaining("replay can't be 1.0");
    }
}
