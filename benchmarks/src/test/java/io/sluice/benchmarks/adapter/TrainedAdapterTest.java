package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.adapter.AdapterUpload;
import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.tokenizer.ChatFormat;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the trainer writes is served as it was trained: two implementations that share no code say the same. */
class TrainedAdapterTest {

    private static final Path LARGE = Path.of("..", "models", "sluice-large");

    /** Largest difference of a logit; logits are about 20. */
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    Path folder;

    private int[] tokens = new int[0];
    private float[][] trained = new float[0][];

    private void train(AdapterKind kind) throws IOException {
        // Large steps, so that the adapter says something else than the base.
        train(new AdapterPlan(kind, 6, 4, 0.02, 0.5, 3, new AdapterPlan.Settings(4, 8, false, 5, 6, 0.01)));
    }

    private void train(AdapterPlan plan) throws IOException {
        Base base = Base.read(LARGE);
        AdapterData data = AdapterData.ofSkill("rotate", 1, 40, 1);
        try (Tokenizer tokenizer = Tokenizer.load(LARGE);
                AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(6, (step, loss, speed) -> {});
            Accuracy none = new Accuracy(new Scores(), new Scores(), new Scores(), new Scores());
            AdapterFolder.write(folder, base, plan, data, run, none, "test");
            tokens = tokenizer.encode(ChatFormat.prompt("Rotate: k t a b"));
            trained = run.model().logits(tokens);
        }
    }

    private static float[][] served(Adapters adapters, int[] tokens) {
        try (LanguageModel model = AdaptedModels.load(LARGE, "served", adapters);
                KvCache cache = model.allocate(tokens.length)) {
            return model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst();
        }
    }

    private void requireServed(Adapters adapters) {
        requireServed(served(adapters, tokens));
    }

    /** As workers apply what the registry holds. */
    private void requireServed(String kind) {
        try (LanguageModel base = AdaptedModels.load(LARGE, "base", Adapters.NONE);
                LanguageModel model = AdaptedModels.over(base, "served", kind, folder);
                KvCache cache = model.allocate(tokens.length)) {
            requireServed(model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst());
        }
    }

    private void requireServed(float[][] said) {
        float[][] bare = served(Adapters.NONE, tokens);
        int last = tokens.length - 1;
        for (int t = 0; t <= last; t++) {
            assertThat(said[t]).containsExactly(trained[t], within(TOLERANCE));
        }
        float change = 0;
        for (int i = 0; i < said[last].length; i++) {
            change = Math.max(change, Math.abs(said[last][i] - bare[last][i]));
        }
        assertThat(change).as("what the adapter changes").isGreaterThan(500 * TOLERANCE);
    }

    @Test
    void aLora() throws IOException {
        train(AdapterKind.LORA);
        requireServed(new Adapters(folder, null, null, null));
    }

    /** It starts from other frozen weights, and is written for the plain ones. */
    @Test
    void aLoraThatStartedFromPrincipalComponents() throws IOException {
        train(new AdapterPlan(AdapterKind.LORA, 6, 4, 0.02, 0.5, 3, new AdapterPlan.Settings(4, 8, true, 5, 6, 0.01)));
        requireServed(new Adapters(folder, null, null, null));
    }

    @Test
    void aSoftPrompt() throws IOException {
        train(AdapterKind.SOFT_PROMPT);
        requireServed(new Adapters(null, folder, null, null));
    }

    @Test
    void headOffsets() throws IOException {
        train(AdapterKind.LOFIT);
        requireServed(new Adapters(null, null, folder.resolve("adapter_model.safetensors"), null));
    }

    @ParameterizedTest
    @EnumSource(AdapterKind.class)
    void everyKindByItsName(AdapterKind kind) throws IOException {
        train(kind);
        requireServed(kind.toString());
    }

    /** Every field of the lineage is one that a registry knows. */
    @Test
    void theLineageIsWhatARegistryReads() throws IOException {
        train(AdapterKind.LORA);
        AdapterUpload upload = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readValue(Files.readString(folder.resolve(AdapterUpload.FILE)), AdapterUpload.class);
        assertThat(upload.base()).isEqualTo("sluice-large");
        assertThat(upload.baseDigest()).isEqualTo(Base.read(LARGE).digest());
        assertThat(upload.task()).isEqualTo("rotate");
        assertThat(upload.metrics()).containsKeys("oldTasks", "oldTasksBefore", "parameters");
        assertThat(upload.training().seed()).isEqualTo(3);
        assertThat(upload.training().steps()).isEqualTo(6);
        assertThat(upload.training().codeVersion()).isEqualTo("test");
        assertThat(upload.training().settings()).containsEntry("rank", "4");
        assertThat(upload.data().digest()).hasSize(64);
        assertThat(upload.data().items()).isEqualTo(40);
    }

    @Test
    void theBaseHasTheDigestThatItsWorkerTells() throws IOException {
        try (LanguageModel model = AdaptedModels.load(LARGE, "served", Adapters.NONE)) {
            assertThat(Base.read(LARGE).digest()).isEqualTo(model.info().digest());
        }
    }
}
