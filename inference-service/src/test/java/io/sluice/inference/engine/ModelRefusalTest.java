package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.fixture.SafetensorsWriter;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.fixture.TinyTokenizerFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a folder is wrong has its sentence. */
class ModelRefusalTest {

    private static final String WEIGHTS = "model.safetensors";
    private static final String QUERY = "model.layers.0.self_attn.q_proj.weight";

    @TempDir
    private Path folder;

    interface Damage {
        void to(Path folder) throws IOException;
    }

    static Stream<Arguments> damages() {
        return Stream.of(files(), configurations(), headers(), tensors(), tokenizers()).flatMap(Function.identity());
    }

    private static Arguments damage(String sentence, Damage damage) {
        return Arguments.of(sentence, damage);
    }

    private static Stream<Arguments> files() {
        return Stream.of(
                damage("config.json is missing", delete("config.json")),
                damage("tokenizer.json is missing", delete("tokenizer.json")),
                damage("neither model.safetensors nor model.safetensors.index.json is there", delete(WEIGHTS)),
                damage("config.json is not valid JSON", write("config.json", "{\"architectures\": [")),
                damage("config.json holds no JSON object", write("config.json", "[]")),
                damage("config.json is not UTF-8 text", folder ->
                        Files.write(folder.resolve("config.json"), new byte[] {'{', (byte) 0xC3, '}'})),
                damage("config.json is not valid JSON", write("config.json", "[".repeat(100_000))),
                damage("tokenizer.json holds no JSON object", write("tokenizer.json", "")),
                damage("tokenizer_config.json is not valid JSON", write("tokenizer_config.json", "nonsense")),
                damage("tokenizer_config.json has a chat_template that is neither",
                        write("tokenizer_config.json", "{\"chat_template\": [{\"name\": \"rag\"}]}")),
                damage("generation_config.json needs eos_token_id as token ids",
                        write("generation_config.json", "{\"eos_token_id\": \"end\"}")),
                damage("model.safetensors.index.json has no object weight_map",
                        write("model.safetensors.index.json", "{}")),
                damage("names the file \"../secret.safetensors\", which is no safetensors file name",
                        write("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"../secret.safetensors\"}}")),
                damage("model-2.safetensors is missing",
                        write("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"model-2.safetensors\"}}")),
                damage("two files hold the tensor", folder -> {
                    Files.copy(folder.resolve(WEIGHTS), folder.resolve("other.safetensors"));
                    write("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"model.safetensors\","
                            + " \"b\": \"other.safetensors\"}}").to(folder);
                }));
    }

    private static Stream<Arguments> configurations() {
        return Stream.of(
                damage("names the architecture GPT2LMHeadModel, and supported are LlamaForCausalLM",
                        configured("architectures", List.of("GPT2LMHeadModel"))),
                damage("names the activation gelu, and supported is silu", configured("hidden_act", "gelu")),
                damage("has a quantization_config", configured("quantization_config", Map.of("bits", 4))),
                damage("asks for mlp_bias", configured("mlp_bias", true)),
                damage("asks for a partial_rotary_factor", configured("partial_rotary_factor", 0.5)),
                damage("needs sliding_window as a whole number", folder -> TinyModelFolder.llama()
                        .architecture("MistralForCausalLM").config("sliding_window", 0).writeTo(folder)),
                damage("needs layer_types as 2 entries", folder -> TinyModelFolder.llama()
                        .architecture("Qwen3ForCausalLM").queryKeyNorm(true).config("use_sliding_window", true)
                        .config("layer_types", List.of("sliding_attention")).writeTo(folder)),
                damage("has 4 attention heads, no multiple of its 3 key heads", configured("num_key_value_heads", 3)),
                damage("needs num_hidden_layers as a whole number from 1 to 1024, not 0",
                        configured("num_hidden_layers", 0)),
                damage("needs hidden_size as a whole number from 1 to 262144, not \"64\"", configured("hidden_size", "64")),
                damage("needs vocab_size as a whole number", configured("vocab_size", 1e9)),
                damage("needs max_position_embeddings", configured("max_position_embeddings", -1)),
                damage("needs rms_norm_eps as a number above 0, not 0", configured("rms_norm_eps", 0)),
                damage("needs rope_theta as a number above 0", configured("rope_theta", -1)),
                damage("heads of size 15, and rotary positions need an even size", configured("head_dim", 15)),
                damage("needs tie_word_embeddings as true or false", configured("tie_word_embeddings", "yes")),
                damage("asks for the rope scaling yarn, and supported are default, linear and llama3",
                        configured("rope_scaling", Map.of("rope_type", "yarn", "factor", 4))),
                damage("asks for the rope scaling null", configured("rope_scaling", Map.of("factor", 4))),
                damage("config.json rope_scaling has no factor", configured("rope_scaling", Map.of("type", "linear"))),
                damage("ends answers with token 9999, outside its vocabulary of 280", configured("eos_token_id", 9999)));
    }

    private static Stream<Arguments> headers() {
        return Stream.of(
                damage("model.safetensors is truncated or no safetensors file: it has 0 bytes", bytes(new byte[0])),
                damage("it has 7 bytes", bytes(new byte[7])),
                damage("names a header of -1", bytes(header(-1, ""))),
                damage("names a header of 1099511627776", bytes(header(1L << 40, "{}"))),
                damage("model.safetensors header is not valid JSON", bytes(header(3, "{{{"))),
                damage("model.safetensors header holds no JSON object", bytes(header(2, "[]"))),
                damage("model.safetensors header names no tensors", bytes(header(2, "{}"))),
                damage("describes a without a shape", bytes(headed("{\"a\":{\"dtype\":\"F32\"}}", 0))),
                damage("describes a without a shape", bytes(headed(tensor("a", "F32", "[-1]", 0, 4), 4))),
                damage("stores a as F8_E4M3, and allowed are", bytes(headed(tensor("a", "F8_E4M3", "[4]", 0, 4), 4))),
                damage("gives a 8 bytes, and its shape [4] of F32 takes 16",
                        bytes(headed(tensor("a", "F32", "[4]", 0, 8), 8))),
                damage("gives a an impossible shape",
                        bytes(headed(tensor("a", "F32", "[2000000000,2000000000,2000000000]", 0, 8), 8))),
                damage("gives a an impossible shape", bytes(headed(tensor("a", "F32", "[4294967297]", 0, 8), 8))),
                damage("tensors overlap or leave a hole", bytes(headed("{" + inner(tensor("a", "F32", "[2]", 0, 8)) + ","
                        + inner(tensor("b", "F32", "[2]", 4, 12)) + "}", 12))),
                damage("tensors overlap or leave a hole", bytes(headed(tensor("a", "F32", "[2]", 4, 12), 12))),
                damage("its header describes 8 bytes of data and it holds 4",
                        bytes(headed(tensor("a", "F32", "[2]", 0, 8), 4))),
                damage("is truncated or has been changed", folder -> {
                    byte[] all = Files.readAllBytes(folder.resolve(WEIGHTS));
                    Files.write(folder.resolve(WEIGHTS), Arrays.copyOf(all, all.length - 1000));
                }));
    }

    private static Stream<Arguments> tensors() {
        return Stream.of(
                damage("the tensor " + QUERY + " is missing", weights(all -> all.remove(QUERY))),
                damage("the tensor model.embed_tokens.weight is missing",
                        weights(all -> all.remove("model.embed_tokens.weight"))),
                damage("the tensor lm_head.weight is missing", configured("tie_word_embeddings", false)),
                damage("the tensor " + QUERY + " has the shape [64, 63] and the configuration asks for [64, 64]",
                        weights(all -> all.put(QUERY, zeros(64, 63)))),
                damage("the tensor model.norm.weight has the shape [64, 1]",
                        weights(all -> all.put("model.norm.weight", zeros(64, 1)))),
                damage("the tensor " + QUERY + " is damaged: row 1, column 3 is not a finite number",
                        weights(all -> all.get(QUERY).values()[67] = Float.NaN)),
                damage("the tensor model.embed_tokens.weight is damaged: row 3, column 7 is not a finite number", folder -> {
                    TinyModelFolder.llama().tied(false).writeTo(folder);
                    Map<String, Matrix> tensors = new LinkedHashMap<>(TinyModelFolder.llama().tied(false).weights());
                    tensors.get("model.embed_tokens.weight").values()[3 * 64 + 7] = Float.NaN;
                    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Type.F32);
                }),
                damage("the tensor model.layers.1.input_layernorm.weight is damaged: element 5",
                        weights(all -> all.get("model.layers.1.input_layernorm.weight").values()[5] =
                                Float.POSITIVE_INFINITY)),
                damage("the tensor model.layers.0.self_attn.q_norm.weight is none that LlamaForCausalLM with 2 layers uses",
                        weights(all -> all.put("model.layers.0.self_attn.q_norm.weight", zeros(16, 1)))),
                damage("the tensor model.layers.0.self_attn.q_norm.weight is missing",
                        configured("architectures", List.of("Qwen3ForCausalLM"))),
                damage("the tensor model.layers.1.", configured("num_hidden_layers", 1)),
                damage("the tensor model.layers.0.self_attn.k_proj.bias is missing",
                        weights(all -> all.put("model.layers.0.self_attn.q_proj.bias", vector(64)))),
                damage("the tensor model.layers.0.self_attn.q_proj.bias is missing",
                        configured("architectures", List.of("Qwen2ForCausalLM"))));
    }

    private static Stream<Arguments> tokenizers() {
        return Stream.of(
                damage("tokenizer.json has ids up to 279 and the model a vocabulary of 270", folder -> {
                    TinyModelFolder.llama().vocabulary(270).writeTo(folder);
                    write("tokenizer.json", TinyTokenizerFiles.tokenizer(280)).to(folder);
                }),
                damage("tokenizer.json has no object model", write("tokenizer.json", "{}")),
                damage("holds a model of type Unigram, and supported is BPE",
                        write("tokenizer.json", "{\"model\": {\"type\": \"Unigram\", \"vocab\": []}}")),
                damage("tokenizer.json can't be used", replace("tokenizer.json", "\"t h\"", "\"t qqq\"")),
                damage("gives the entry the the id -5", replace("tokenizer.json", "\"the\" : 262", "\"the\" : -5")),
                damage("tokenizer.json gives <|eos|> the id 9 and encodes it as [1]",
                        replace("tokenizer.json", "\"id\" : 1,", "\"id\" : 9,")),
                damage("has an added token without an id or a content",
                        replace("tokenizer.json", "\"content\" : \"<|eos|>\"", "\"content\" : \"\"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void isRefusedWithTheReason(String sentence, Damage damage) throws IOException {
        Path model = TinyModelFolder.llama().writeTo(folder);
        damage.to(model);
        assertThatThrownBy(() -> ModelLoader.load(model, "tiny"))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(sentence)
                .message().doesNotContain(folder.toString()).doesNotContain("\n");
    }

    @Test
    void refusesAPathThatIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> ModelLoader.load(file, "x")).isInstanceOf(ModelRefusedException.class)
                .hasMessage("the path is no directory");
        assertThatThrownBy(() -> ModelLoader.load(folder.resolve("nowhere"), "x"))
                .isInstanceOf(ModelRefusedException.class).hasMessage("there is no such directory");
    }

    @Test
    void takesWhatIsSuperfluousAndHarmless() throws IOException {
        Path model = TinyModelFolder.llama().writeTo(folder);
        weights(all -> {
            all.put("lm_head.weight", all.get("model.embed_tokens.weight"));
            all.put("model.layers.0.self_attn.rotary_emb.inv_freq", vector(8));
        }).to(model);
        try (LanguageModel loaded = ModelLoader.load(model, "tiny")) {
            assertThat(loaded.info().vocabularySize()).isEqualTo(280);
        }
    }

    @Test
    void takesAnIndexWithoutMetadata() throws IOException {
        Path model = TinyModelFolder.llama().shards(2).writeTo(folder);
        replace("model.safetensors.index.json", "\"metadata\" : { },", "").to(model);
        assertThat(Files.readString(model.resolve("model.safetensors.index.json"))).doesNotContain("metadata");
        LanguageModel loaded = ModelLoader.load(model, "tiny");
        loaded.close();
        loaded.close();
    }

    @Test
    void keepsTheWholeContextBesideASlidingWindow() throws IOException {
        Path model = TinyModelFolder.llama().architecture("MistralForCausalLM").config("sliding_window", 100)
                .writeTo(folder);
        try (LanguageModel loaded = ModelLoader.load(model, "tiny")) {
            assertThat(loaded.info().contextLength()).isEqualTo(256);
        }
    }

    private static Damage delete(String file) {
        return folder -> Files.delete(folder.resolve(file));
    }

    private static Damage write(String file, String text) {
        return folder -> Files.writeString(folder.resolve(file), text);
    }

    private static Damage bytes(byte[] bytes) {
        return folder -> Files.write(folder.resolve(WEIGHTS), bytes);
    }

    private static Damage configured(String field, Object value) {
        return folder -> TinyModelFolder.llama().config(field, value).writeTo(folder);
    }

    private static Damage replace(String file, String from, String to) {
        return folder -> {
            String text = Files.readString(folder.resolve(file));
            assertThat(text).contains(from);
            Files.writeString(folder.resolve(file), text.replace(from, to));
        };
    }

    private interface Change {
        void to(Map<String, Matrix> tensors);
    }

    private static Damage weights(Change change) {
        return folder -> {
            Map<String, Matrix> tensors = new LinkedHashMap<>(TinyModelFolder.llama().weights());
            change.to(tensors);
            SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Type.F32);
        };
    }

    private static Matrix zeros(int rows, int columns) {
        return new Matrix(new int[] {rows, columns}, new float[rows * columns]);
    }

    private static Matrix vector(int length) {
        return new Matrix(new int[] {length}, new float[length]);
    }

    private static String tensor(String name, String type, String shape, long begin, long end) {
        return "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}}"
                .formatted(name, type, shape, begin, end);
    }

    private static String inner(String object) {
        return object.substring(1, object.length() - 1);
    }

    private static byte[] headed(String json, int dataBytes) {
        byte[] head = header(json.length(), json);
        return Arrays.copyOf(head, head.length + dataBytes);
    }

    private static byte[] header(long length, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text).array();
    }
}
