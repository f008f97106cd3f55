package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.BatchSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompositionTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final int[] TOKENS = {0, 3, 60, 70, 80, 90, 4};
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    static Path folder;

    private static Base base;
    private static Tokenizer tokenizer;
    private static List<LoraPart> parts;
    /** What each part's own run says. */
    private static float[][] first;

    @BeforeAll
    static void train() throws IOException {
        base = Base.read(SMALL);
        tokenizer = Tokenizer.load(SMALL);
        first = train("one", "min", 2);
        train("two", "double", 3);
        parts = List.of(LoraPart.read(folder.resolve("one"), base), LoraPart.read(folder.resolve("two"), base));
    }

    private static float[][] train(String name, String skill, int rank) throws IOException {
        AdapterPlan plan = new AdapterPlan(AdapterKind.LORA, 4, 4, 1e-2, 0, 1, new AdapterPlan.Settings(rank, 4, false, 3, 2, 0.01));
        AdapterData data = AdapterData.ofSkill(skill, 1, 40, 1);
        try (AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(4, (step, loss, speed) -> {});
            AdapterFolder.write(folder.resolve(name), base, plan, data, run,
                    new Accuracy(new Scores(), new Scores(), new Scores(), new Scores()), "1");
            return run.model().logits(TOKENS);
        }
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static CompositionRun run(int steps) {
        return new CompositionRun(base, parts, new CompositionRun.Plan(steps, 4, 0.1, 0, 0, 1));
    }

    private static void close(float[][] said, float[][] expected) {
        for (int t = 0; t < expected.length; t++) {
            assertThat(said[t]).containsExactly(expected[t], within(TOLERANCE));
        }
    }

    @Test
    void coefficientsOfZeroAreTheBaseAndAOneIsThatPart() {
        CompositionRun run = run(1);
        try (AdaptedLlama none = run.model(run.spread(0, 0)); AdaptedLlama one = run.model(run.spread(1, 0));
                LlamaModel bare = LlamaModel.of(base.shape(), base.weights())) {
            close(none.logits(TOKENS), bare.logits(TOKENS));
            close(one.logits(TOKENS), first);
        }
    }

    @Test
    void theGradientIsThatOfSmallSteps() {
        Composition composition = new Composition(parts, base, true);
        float[] at = new float[composition.size()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < at.length; i++) {
            at[i] = (float) random.nextDouble(-1, 1);
        }
        Batch batch = new BatchSource(
                new MixedTasks(AdapterData.ofSkill("min", 1, 10, 1).train(), 0, 1), tokenizer, 1, 4).next();
        float[] gradient = model(composition, at, model -> model.gradient(batch));
        for (int i = 0; i < at.length; i += 5) {
            float[] up = at.clone();
            float[] down = at.clone();
            up[i] += 0.02f;
            down[i] -= 0.02f;
            double slope = (model(composition, up, model -> model.loss(batch)) - model(composition, down, model -> model.loss(batch))) / 0.04;
            assertThat((double) gradient[i]).as("coefficient %d", i).isCloseTo(slope, within(0.02 * Math.abs(slope) + 2e-3));
        }
    }

    private static <T> T model(Composition composition, float[] at, Function<AdaptedLlama, T> ask) {
        try (AdaptedLlama model = new AdaptedLlama(base.shape(), base.weights(), composition, AdaptedLlama.State.initial(at))) {
            return ask.apply(model);
        }
    }

    @Test
    void whatWasLearnedIsWrittenAsALoraThatSaysTheSame() throws IOException {
        CompositionRun run = run(6);
        AdapterData data = AdapterData.ofSkills(List.of("min", "double"), 1, 5, 2);
        float[] learned = run.learn(data, tokenizer, true);
        assertThat(learned).hasSize(2 * LoraMethod.targets(base).size()).isEqualTo(run(6).learn(data, tokenizer, true));
        Path out = folder.resolve("both");
        run.write(out, data, learned, Map.of("newTask", 0.5), "1+abc");
        LoraPart written = LoraPart.read(out, base);
        assertThat(written.rank()).isEqualTo(5);
        CompositionRun whole = new CompositionRun(base, List.of(written), new CompositionRun.Plan(1, 1, 0.1, 0, 0, 1));
        try (AdaptedLlama composed = run.model(learned); AdaptedLlama read = whole.model(whole.spread(1))) {
            close(read.logits(TOKENS), composed.logits(TOKENS));
        }
        JsonNode lineage = JsonMapper.shared().readTree(Files.readString(out.resolve("sluice.json")));
        assertThat(lineage.path("data").path("parents").values().stream().map(JsonNode::asString))
                .containsExactly(parts.get(0).digest(), parts.get(1).digest());
        JsonNode coefficients = JsonMapper.shared().readTree(
                SafeTensors.read(out.resolve("adapter_model.safetensors")).metadata().get("coefficients"));
        assertThat(coefficients.path("two").path("1.mlp.down_proj").floatValue()).isEqualTo(learned[learned.length - 1]);
    }

    @Test
    void aCoefficientAPartIsTheSameInAllItsBlocks() {
        float[] learned = run(3).learn(AdapterData.ofSkills(List.of("min"), 1, 5, 2), tokenizer, false);
        assertThat(learned[0]).isEqualTo(learned[1]).isNotZero();
    }

    @Test
    void whatCannotBeComposedIsRefused() throws IOException {
        assertThatThrownBy(() -> new CompositionRun(base, List.of(parts.get(0), parts.get(0)), new CompositionRun.Plan(1, 1, 1, 0, 0, 1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("different names");
        Path other = Files.createDirectory(folder.resolve("prompt"));
        Files.writeString(other.resolve("adapter_config.json"), "{\"peft_type\": \"PROMPT_TUNING\"}");
        assertThatThrownBy(() -> LoraPart.read(other, base)).isInstanceOf(IOException.class).hasMessageContaining("is no plain LoRA");
        assertThatThrownBy(() -> LoraPart.read(folder.resolve("one"), Base.read(Path.of("..", "models", "sluice-large"))))
                .isInstanceOf(IOException.class).hasMessageContaining("and the base asks for");
    }
}
