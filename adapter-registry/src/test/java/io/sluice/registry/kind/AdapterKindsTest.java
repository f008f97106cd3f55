package io.sluice.registry.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard;
import io.sluice.registry.testing.PeftFolder;
import io.sluice.registry.testing.PeftFolder.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds that PEFT lacks, or that stand beside LoRA and soft prompts; and what a base of another shape says to each. */
class AdapterKindsTest {

    private static final ModelCard.Shape BASE = new ModelCard.Shape(2, 8, 2, 4, 1, 16);

    @TempDir
    private Path temporary;

    @Test
    void everyKindIsDescribed() throws IOException {
        assertThat(read(PeftFolder.dept())).isEqualTo(new Reading.Sound("dept", 60, 2, 1.0, true, 4,
                List.of(new Target("prompt_embeddings", List.of(), 8, 4)), "sluice-large"));
        assertThat(read(PeftFolder.lofit())).isEqualTo(new Reading.Sound("lofit", 12, null, null, null, null,
                List.of(new Target("self_attn.attn_v", List.of(0, 1), 4, 2)), "sluice-large"));
        assertThat(read(PeftFolder.ltSft(0, 5, 63))).isEqualTo(new Reading.Sound("lt-sft", 4, null, null, null, null,
                List.of(new Target("norm", List.of(), 1, 8), new Target("self_attn.q_proj", List.of(1), 1, 64)), "sluice-large"));
        assertThat(read(PeftFolder.ia3())).isEqualTo(new Reading.Sound("ia3", 20, null, null, null, null,
                List.of(new Target("mlp.down_proj", List.of(1), 16, 1), new Target("self_attn.v_proj", List.of(1), 4, 1)), "sluice-large"));
    }

    @Test
    void everyKindFitsItsOwnBase() throws IOException {
        for (PeftFolder folder : List.of(PeftFolder.lora(1), PeftFolder.softPrompt(1), PeftFolder.dept(), PeftFolder.lofit(),
                PeftFolder.ltSft(0, 5, 63), PeftFolder.ia3())) {
            assertThat(misfit(folder, BASE)).isEmpty();
        }
        assertThat(AdapterKind.ALL).as("kinds of this test").hasSize(6);
    }

    @Test
    void basesOfAnotherShapeAreNotTheirs() throws IOException {
        assertThat(misfit(PeftFolder.lora(1), new ModelCard.Shape(1, 8, 2, 4, 1, 16))).hasValueSatisfying(why -> {
            assertThat(why.code()).isEqualTo("wrong_shape");
            assertThat(why.message()).contains("is for layer 1, and the base has 1");
        });
        ModelCard.Shape wide = new ModelCard.Shape(2, 16, 2, 8, 1, 32);
        assertThat(message(PeftFolder.lora(1), wide)).contains("self_attn.q_proj is [8, 8], and the base's is [16, 16]");
        assertThat(message(PeftFolder.softPrompt(1), wide)).contains("vectors of 8 numbers, and the base is 16 wide");
        assertThat(message(PeftFolder.dept(), wide)).contains("vectors of 8 numbers, and the base is 16 wide");
        assertThat(message(PeftFolder.lofit(), wide)).contains("the base has 2 heads of 8");
        assertThat(message(PeftFolder.ia3(), wide)).contains("mlp.down_proj has 16 factors, and the base needs 32");
        assertThat(message(PeftFolder.ltSft(0, 5, 64), BASE)).contains("self_attn.q_proj reaches to weight 65, and the base has 64");
    }

    @Test
    void whatABaseDoesNotTellIsNotHeldAgainstAnAdapter() throws IOException {
        assertThat(AdapterFolder.misfit(manifest(PeftFolder.lora(1)),
                new ModelCard("sluice-large", "large", 1, 512, 448, "aa", "ready", null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"r\":2|\"r\":3|wrong_shape|embedding_lora_A", "\"r\":2|\"r\":0|invalid_value|r",
        "tokens\":4|tokens\":5|wrong_shape|prompt_embeddings", "positions\":6|positions\":7|wrong_shape|embedding_lora_A",
        "alpha\":1|alpha\":0|invalid_value|lora_alpha"})
    void faultsOfADecomposedPromptNameTheirField(String fault) throws IOException {
        assertRefused(PeftFolder.dept(), fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heads\":2|heads\":3|wrong_shape|num_heads", "head_dim\":4|head_dim\":0|invalid_value|head_dim"})
    void faultsOfOffsetsNameTheirField(String fault) throws IOException {
        assertRefused(PeftFolder.lofit(), fault);
    }

    @Test
    void partsThatAreMissingOrNobodysAreNamed() throws IOException {
        Tensor places = new Tensor("model.norm.weight.indices", new int[] {1}, new float[1], true);
        Tensor values = new Tensor("model.norm.weight.values", new int[] {2}, new float[2]);
        Tensor bias = new Tensor("model.layers.0.self_attn.q_proj.bias.values", new int[] {1}, new float[1]);
        assertRefused(weights(PeftFolder.ltSft(0, 1, 2), places), "incomplete_weights", "model.norm.weight.values");
        assertRefused(weights(PeftFolder.ltSft(0, 1, 2), places, values), "wrong_shape", places.name());
        assertRefused(weights(PeftFolder.ltSft(0, 1, 2), bias), "unsupported_target", bias.name());
        assertRefused(PeftFolder.ltSft(0, 2, 2), "invalid_value", "model.layers.1.self_attn.q_proj.weight.indices");
        assertRefused(PeftFolder.ltSft(-1, 2, 3), "invalid_value", "model.layers.1.self_attn.q_proj.weight.indices");
        Tensor factors = new Tensor("base_model.model.model.layers.0.mlp.up_proj.ia3_l", new int[] {4, 1}, new float[4]);
        assertRefused(weights(PeftFolder.ia3(), factors), "unsupported_target", factors.name());
        Tensor prompt = new Tensor("prompt_embeddings", new int[] {4, 8}, new float[32]);
        assertRefused(weights(PeftFolder.dept(), prompt), "incomplete_weights", PeftFolder.WEIGHTS);
    }

    /** A LoRA has no whole numbers. */
    @Test
    void numbersAreOfATypeThatTheKindHas() throws IOException {
        assertRefused(weights(PeftFolder.lora(1), new Tensor("places", new int[] {1}, new float[1], true)), "damaged_weights",
                PeftFolder.WEIGHTS);
    }

    private static PeftFolder weights(PeftFolder folder, Tensor... tensors) {
        return folder.with(PeftFolder.WEIGHTS, PeftFolder.safetensors(List.of(tensors)));
    }

    private String message(PeftFolder folder, ModelCard.Shape shape) throws IOException {
        return misfit(folder, shape).orElseThrow().message();
    }

    private Optional<Reading.Refused> misfit(PeftFolder folder, ModelCard.Shape shape) throws IOException {
        return AdapterFolder.misfit(manifest(folder),
                new ModelCard("sluice-large", "large", 1, 512, 448, "aa", "ready", null, null, null, shape, null));
    }

    private AdapterManifest manifest(PeftFolder folder) throws IOException {
        Reading.Sound sound = (Reading.Sound) read(folder);
        return new AdapterManifest(sound.kind(), "one", "1", "aa", 1, sound.parameters(), new AdapterManifest.Base("sluice-large", "aa"),
                sound.rank(), sound.alpha(), sound.rankStabilised(), sound.tokens(), sound.targets(), List.of(), null, List.of(), null, null,
                Map.of(), null, null, null);
    }

    private void assertRefused(PeftFolder folder, String fault) throws IOException {
        String[] parts = fault.split("\\|");
        assertRefused(folder.config(parts[0], parts[1]), parts[2], parts[3]);
    }

    private void assertRefused(PeftFolder folder, String code, String field) throws IOException {
        assertThat(read(folder)).isInstanceOfSatisfying(Reading.Refused.class,
                refused -> assertThat(List.of(refused.code(), refused.field())).as(refused.message()).isEqualTo(List.of(code, field)));
    }

    private Reading read(PeftFolder folder) throws IOException {
        Path place = Files.createTempDirectory(temporary, "adapter");
        for (Map.Entry<String, byte[]> file : folder.files().entrySet()) {
            Files.write(place.resolve(file.getKey()), file.getValue());
        }
        return AdapterFolder.read(place);
    }
}
