package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.likelihood.LikelihoodAnswer.Likelihood;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.contracts.likelihood.LikelihoodRequest.Passage;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.LikelihoodOutcome;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Likelihoods of real models, against a model written down in double precision and against the trainer's logits. */
class LikelihoodOracleTest {

    private static final Path MODELS = Path.of("..", "models");

    @TempDir
    private Path folder;

    private static List<Likelihood> likelihoods(LanguageModel model, LikelihoodRequest request) throws Exception {
        try (GenerationEngine engine = new GenerationEngine(EngineSettings.DEFAULT,
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { })) {
            engine.serve(model, ModelRole.SMALL);
            return ((LikelihoodOutcome.Scored) engine.likelihoods(request).get(20, TimeUnit.SECONDS)).answer().likelihoods();
        }
    }

    /** Natural. */
    private static double logProbability(double[] logits, int token) {
        return Math.log(Math.exp(logits[token]) / Arrays.stream(logits).map(Math::exp).sum());
    }

    @Test
    void agreesWithAModelInDoublePrecision() throws Exception {
        TinyModelFolder files = TinyModelFolder.llama();
        DoublePrecisionLlama llama = new DoublePrecisionLlama(files.weights(), 2, 4, 2, 16, 10_000, 1e-5, f -> f, _ -> 1 << 20);
        List<Passage> passages = List.of(new Passage("hello the", " world"), new Passage(null, "hello the world"),
                new Passage("a longer prompt, with Größe and €", "and an answer to it that is long, too"));
        try (LanguageModel model = ModelLoader.load(files.writeTo(folder), "tiny")) {
            List<Likelihood> got = likelihoods(model, new LikelihoodRequest("tiny", passages));
            int before = model.tokenizer().encode("").length;
            for (int i = 0; i < passages.size(); i++) {
                int[] prompt = model.tokenizer().encode(Objects.requireNonNullElse(passages.get(i).prompt(), ""));
                int[] completion = model.tokenizer().encode(passages.get(i).completion());
                int[] all = IntStream.concat(Arrays.stream(prompt), Arrays.stream(completion).skip(before)).toArray();
                double[][] logits = llama.logits(all);
                double expected = IntStream.range(Math.max(1, prompt.length), all.length).mapToDouble(t -> logProbability(logits[t - 1], all[t])).sum();
                assertThat(got.get(i).tokens()).isEqualTo(all.length - Math.max(1, prompt.length));
                assertThat(Objects.requireNonNull(got.get(i).logProbability())).isCloseTo(expected, within(1e-3));
            }
        }
    }

    /** Every token that can be written by itself, once as the next after a prompt whose logits the trainer left. */
    @ParameterizedTest
    @ValueSource(strings = "sluice-small")
    void agreesWithItsTrainerOnEveryNextToken(String name) throws Exception {
        try (LanguageModel model = ModelLoader.load(MODELS.resolve(name), name)) {
            JsonNode one = reference(name);
            String question = one.path("text").stringValue().replace("<|bos|><|user|>", "").replace("<|assistant|>", "");
            assertThat(model.tokenizer().encodeChat(List.of(new ChatMessage("user", question)))).hasSize(one.path("tokens").size());
            double[] logits = one.path("lastLogits").values().stream().mapToDouble(JsonNode::doubleValue).toArray();
            List<Integer> tokens = writable(model.tokenizer(), logits.length);
            assertThat(tokens).hasSizeGreaterThan(200);
            double got = 0;
            double expected = 0;
            for (int from = 0; from < tokens.size(); from += LikelihoodRequest.PASSAGES_MAX) {
                List<Integer> some = tokens.subList(from, Math.min(tokens.size(), from + LikelihoodRequest.PASSAGES_MAX));
                List<Passage> passages = some.stream().map(token -> new Passage(question, text(model.tokenizer(), token))).toList();
                List<Likelihood> answers = likelihoods(model, new LikelihoodRequest(null, null, name, passages, true, null, null));
                for (int i = 0; i < some.size(); i++) {
                    double trainers = logProbability(logits, some.get(i));
                    double ours = Objects.requireNonNull(answers.get(i).logProbability());
                    assertThat(answers.get(i).tokens()).isEqualTo(1);
                    assertThat(ours).as(passages.get(i).completion()).isCloseTo(trainers, within(5e-3));
                    got += Math.exp(ours);
                    expected += Math.exp(trainers);
                }
            }
            assertThat(got).isCloseTo(expected, within(1e-3)).isLessThanOrEqualTo(1 + 1e-5);
        }
    }

    private static JsonNode reference(String name) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(MODELS.resolve(name).resolve(ReferenceCheck.FILE))).path("cases").get(0);
    }

    private static String text(Tokenizer tokenizer, int token) {
        return new String(tokenizer.bytesOf(token), StandardCharsets.UTF_8);
    }

    private static List<Integer> writable(Tokenizer tokenizer, int vocabulary) {
        int before = tokenizer.encode("").length;
        List<Integer> writable = new ArrayList<>();
        for (int token = 0; token < vocabulary; token++) {
            int[] again = tokenizer.encode(text(tokenizer, token));
            if (again.length == before + 1 && again[before] == token) {
                writable.add(token);
            }
        }
        return writable;
    }
}
