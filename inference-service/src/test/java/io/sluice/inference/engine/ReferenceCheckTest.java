package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ReferenceCheckTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TEXT = "<|bos|><|user|>hello the world<|assistant|>";

    @TempDir
    private Path folder;
    private ObjectNode reference;

    /** A reference from the double-precision model. */
    @BeforeEach
    void writeModelAndReference() throws IOException {
        TinyModelFolder files = TinyModelFolder.llama();
        files.writeTo(folder);
        int[] tokens;
        try (HuggingFaceText tokenizer = HuggingFaceText.load(folder, files.vocabularySize())) {
            tokens = tokenizer.encodeRendered(TEXT);
        }
        DoublePrecisionLlama llama = new DoublePrecisionLlama(
                files.weights(), 2, 4, 2, 16, 10_000, 1e-5, f -> f, _ -> 1 << 20);
        reference = JSON.createObjectNode().put("version", 1).put("tolerance", 1e-3);
        ObjectNode one = reference.putArray("cases").addObject().put("text", TEXT);
        one.set("tokens", JSON.valueToTree(tokens));
        one.set("lastLogits", JSON.valueToTree(last(llama, tokens)));
        ArrayNode greedy = one.putArray("greedy");
        for (int i = 0; i < 6; i++) {
            int next = best(last(llama, tokens));
            greedy.add(next);
            tokens = Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = next;
        }
        write();
    }

    private static double[] last(DoublePrecisionLlama llama, int[] tokens) {
        return llama.logits(tokens)[tokens.length - 1];
    }

    private static int best(double[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private void write() throws IOException {
        Files.writeString(folder.resolve("reference.json"), reference.toString());
    }

    private ObjectNode firstCase() {
        return (ObjectNode) reference.path("cases").get(0);
    }

    @Test
    void aModelThatAgreesIsMarkedAsChecked() {
        try (LanguageModel model = ModelLoader.load(folder, "tiny")) {
            assertThat(model.selfChecked()).isTrue();
        }
    }

    @Test
    void aModelWithoutAReferenceIsServedAndNotMarked() throws IOException {
        Files.delete(folder.resolve("reference.json"));
        try (LanguageModel model = ModelLoader.load(folder, "tiny")) {
            assertThat(model.selfChecked()).isFalse();
        }
    }

    @Test
    void otherLogitsAreRefusedWithTheDifference() throws IOException {
        ArrayNode logits = (ArrayNode) firstCase().path("lastLogits");
        logits.set(7, logits.get(7).doubleValue() + 0.25);
        write();
        refused("the logits disagree with reference.json case 0: they differ by up to 0.2");
    }

    @Test
    void otherTokensAreRefused() throws IOException {
        ((ArrayNode) firstCase().path("tokens")).set(2, 99);
        write();
        refused("the tokenizer disagrees with reference.json case 0");
    }

    @Test
    void anotherContinuationIsRefused() throws IOException {
        ArrayNode greedy = (ArrayNode) firstCase().path("greedy");
        greedy.set(4, (greedy.get(4).intValue() + 1) % 280);
        write();
        refused("greedy decoding disagrees with reference.json case 0: token 4 is");
    }

    @Test
    void otherWeightsAreRefused() throws IOException {
        Files.copy(TinyModelFolder.llama().seed(2).writeTo(Files.createDirectory(folder.resolve("other")))
                .resolve("model.safetensors"), folder.resolve("model.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused("the logits disagree");
    }

    @ParameterizedTest
    @CsvSource({"version,2,has a version other than 1", "version,null,needs version", "cases,[],needs a tolerance and 1 to",
        "tolerance,null,needs a tolerance and", "tolerance,-1,needs tolerance as a number above 0"})
    void aReferenceThatSaysNothingIsRefused(String field, String value, String sentence) throws IOException {
        reference.set(field, JSON.readTree(value));
        write();
        refused(sentence);
    }

    @ParameterizedTest
    @CsvSource({"tokens,[1.5],needs tokens in case 0 as a list of token ids", "tokens,7,needs tokens in case 0",
        "greedy,null,needs greedy in case 0", "lastLogits,[1],needs lastLogits in case 0 as 280 numbers"})
    void aCaseThatSaysNothingIsRefused(String field, String value, String sentence) throws IOException {
        firstCase().set(field, JSON.readTree(value));
        write();
        refused(sentence);
    }

    private void refused(String sentence) {
        assertThatThrownBy(() -> ModelLoader.load(folder, "tiny"))
                .isInstanceOf(ModelRefusedException.class).hasMessageContaining(sentence);
    }

    @Test
    void tellsAWholeModelApartFromAnotherByItsDigest() throws IOException {
        String digest = digest();
        assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(digest());
        Files.writeString(folder.resolve("generation_config.json"), "{}");
        assertThat(digest()).isNotEqualTo(digest);
    }

    private String digest() {
        try (LanguageModel model = ModelLoader.load(folder, "tiny")) {
            return model.info().digest();
        }
    }

    @Test
    void countsParametersAndOperations() throws IOException {
        Path untied = TinyModelFolder.llama().tied(false).writeTo(Files.createDirectory(folder.resolve("untied")));
        long block = 64 * (64 + 32 + 32) + 64 * 64 + 3 * 64 * 96 + 2 * 64;
        long embedding = 280 * 64;
        try (LanguageModel model = ModelLoader.load(folder, "tied");
                LanguageModel other = ModelLoader.load(untied, "untied")) {
            assertThat(model.info().parameters()).isEqualTo(2 * block + 64 + embedding);
            assertThat(model.info().flopsPerToken()).isEqualTo(2.0 * (2 * block + 64 + embedding));
            assertThat(other.info().parameters()).isEqualTo(2 * block + 64 + 2 * embedding);
            assertThat(other.info().flopsPerToken()).isEqualTo(model.info().flopsPerToken());
            assertThat(model.info().attentionFlopsPerPosition()).isEqualTo(4.0 * 2 * 64);
            assertThat(List.copyOf(model.info().endTokens())).containsExactly(1);
        }
    }
}
