package io.sluice.trainer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizerTest {

    private static final int VOCABULARY = 340;

    @TempDir
    static Path folder;

    static Tokenizer tokenizer;

    @BeforeAll
    static void train() throws Exception {
        TokenizerFiles.write(BpeTrainer.train(texts(), VOCABULARY), 128, folder);
        tokenizer = Tokenizer.load(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static Stream<String> texts() {
        TaskGenerator tasks = new TaskGenerator(1, Split.TRAIN);
        return Stream.generate(tasks::next).limit(2_000).flatMap(task -> Stream.of(task.prompt(), task.completion()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "  two  spaces ", "line\r\nline\tend", "Grüße, 世界! 🌍👩‍👩‍👧", "e\u0301 ½ ٣ \u0000 \u00ad", "½½12", "ﬁ ﷽"})
    void anyTextSurvives(String text) {
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void randomUnicodeSurvives() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                int codePoint = random.nextInt(0x110000);
                boolean surrogate = codePoint >= 0xD800 && codePoint < 0xE000;
                text.appendCodePoint(surrogate || random.nextBoolean() ? 32 + codePoint % 90 : codePoint);
            }
            assertThat(tokenizer.decode(tokenizer.encode(text.toString()))).isEqualTo(text.toString());
        }
    }

    @Test
    void digitsStaySingle() {
        assertThat(tokenizer.encode("1234567890")).hasSize(10);
        for (int id = 0; id < VOCABULARY; id++) {
            String token = tokenizer.decode(new int[] {id});
            assertThat(token.chars().anyMatch(Character::isDigit) && token.length() > 1).as(token).isFalse();
        }
    }

    @Test
    void commonWordsAreOneToken() {
        assertThat(tokenizer.encode(" true")).hasSize(1);
        assertThat(tokenizer.encode(" ####")).hasSize(1);
    }

    @Test
    void specialTokensAreReadInTextAndLeftOutOfIt() {
        int[] tokens = tokenizer.encode(ChatFormat.prompt("a"));
        assertThat(tokens).hasSize(4).startsWith(tokenizer.bos());
        assertThat(tokenizer.encode(ChatFormat.EOS)).containsExactly(tokenizer.eos());
        assertThat(tokenizer.decode(tokens)).isEqualTo("a");
    }

    @Test
    void theFilesSayTheSameAsTheTokenizer() throws Exception {
        JsonNode file = JsonMapper.shared().readTree(Files.readString(folder.resolve("tokenizer.json")));
        assertThat(file.at("/model/vocab").size()).isEqualTo(VOCABULARY);
        assertThat(file.at("/model/merges").size()).isEqualTo(VOCABULARY - 256 - ChatFormat.SPECIAL.size());
        file.at("/added_tokens").forEach(token -> assertThat(token.path("special").asBoolean()).isTrue());
        JsonNode config = JsonMapper.shared().readTree(Files.readString(folder.resolve("tokenizer_config.json")));
        assertThat(config.path("chat_template").asString()).isEqualTo(ChatFormat.TEMPLATE);
        assertThat(config.path("bos_token").asString()).isEqualTo(ChatFormat.BOS);
    }

    /** Written down so that a file that changes from start to start (an unordered map) is noticed. */
    @Test
    void theFileListsItsPartsInAFixedOrder() throws Exception {
        assertThat(Files.readString(folder.resolve("tokenizer.json")).replaceAll("\\s+", ""))
                .contains("\"single\":[{\"SpecialToken\":{\"id\":\"<|bos|>\",\"type_id\":0}},"
                        + "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}]")
                .contains("\"special_tokens\":{\"<|bos|>\":{\"id\":\"<|bos|>\",\"ids\":[0],\"tokens\":[\"<|bos|>\"]}}");
    }

    @Test
    void mergesDependOnTheTextAlone() {
        assertThat(BpeTrainer.train(texts(), 300)).isEqualTo(BpeTrainer.train(texts(), 300));
    }

    @Test
    void saysWhenTheTextCannotFillTheVocabulary() {
        assertThatThrownBy(() -> BpeTrainer.train(Stream.of("aa"), 300))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too few words");
    }
}
