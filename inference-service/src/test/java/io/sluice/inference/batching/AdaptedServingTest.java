package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.model.ModelCard;
import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plain model and one with a soft prompt and other adapters, served side by side. */
class AdaptedServingTest {

    private static final int VIRTUAL = 12;
    private static final String PROMPT = "a prompt that is longer than a handful of tokens, so that it could be shared";

    @TempDir
    private static Path folder;
    private static GenerationEngine engine;
    private static ModelCatalog catalog;
    private static LanguageModel reference;
    private static Hooks hooks;
    private static int[] virtual;

    @BeforeAll
    static void serve() throws IOException {
        Path base = TinyModelFolder.llama().tied(false).writeTo(folder.resolve("base"));
        Path soft = AdapterFolder.softPrompt(folder.resolve("soft"), VIRTUAL, 3);
        Path offsets = AdapterFolder.headOffsets(folder.resolve("offsets.safetensors"), 5);
        reference = ModelLoader.load(base, "reference");
        SoftPrompt prompt = AdapterFiles.softPrompt(soft, reference.shape());
        hooks = Hooks.NONE.with(prompt).with(AdapterFiles.headOffsets(offsets, reference.shape()));
        virtual = prompt.tokens(reference.info().vocabularySize());
        engine = new GenerationEngine(EngineSettings.DEFAULT.withKvBytes(64 * reference.kvMemory().bytesPerPage()),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });
        catalog = new ModelCatalog(List.of(new Source("plain", base, ModelRole.SMALL),
                new Source("adapted", base, ModelRole.OTHER, new Adapters(null, soft, offsets, null)),
                new Source("wrong", base, ModelRole.OTHER, new Adapters(soft, null, null, null))),
                source -> AdaptedModels.load(source.folder(), source.name(), source.adapters()), engine);
        catalog.start();
        Bench.eventually("loaded", catalog::settled);
    }

    @AfterAll
    static void close() {
        catalog.close();
        reference.close();
    }

    private static Answer answer(GenerateRequest request) {
        return Bench.get(Answer.of(engine.generate(request)));
    }

    /** Greedy, by hand, with the soft prompt's tokens before the prompt's. */
    private static List<Integer> greedy(int[] prompt, int most) {
        List<Integer> answer = new ArrayList<>();
        int[] next = IntStream.concat(Arrays.stream(virtual), Arrays.stream(prompt)).toArray();
        try (KvCache cache = reference.allocate(256)) {
            while (answer.size() < most) {
                float[] logits = reference.forward(List.of(new Segment(cache, next, Logits.LAST, hooks))).getFirst()[0];
                int token = IntStream.range(0, logits.length).reduce((a, b) -> logits[b] > logits[a] ? b : a).orElseThrow();
                if (reference.info().endTokens().contains(token)) {
                    break;
                }
                answer.add(token);
                next = new int[] {token};
            }
        }
        return answer;
    }

    private static List<Integer> ids(Answer.Choice choice) {
        return choice.tokens().stream().map(TokenTrace::id).toList();
    }

    @Test
    void answersUnderTheAdaptersAreThoseWrittenByHand() {
        int[] prompt = reference.tokenizer().encode(PROMPT);
        Answer answer = answer(most(plain(PROMPT, pinned("adapted")), 60));
        assertThat(ids(answer.choices().getFirst())).isEqualTo(greedy(prompt, 60));
        assertThat(answer.usage().promptTokens()).isEqualTo(prompt.length);
        Answer unlike = answer(most(plain(PROMPT, pinned("plain")), 60));
        assertThat(ids(unlike.choices().getFirst())).isNotEqualTo(ids(answer.choices().getFirst()));
    }

    @Test
    void nothingThatTellsOrCountsTokensKnowsTheSoftPrompt() {
        int[] prompt = reference.tokenizer().encode(PROMPT);
        Sampling penalized = new Sampling(0, 1, 0, 0, 1, 0.5, 1.3, Map.of(5, 2.0), null);
        GenerateRequest request = details(with(choices(most(plain(PROMPT, pinned("adapted")), 9), 3), penalized), 2, true, true);
        Answer answer = answer(request);
        assertThat(answer.failure()).isNull();
        assertThat(answer.usage().promptTokens()).isEqualTo(prompt.length);
        for (Answer.Choice choice : answer.choices()) {
            assertThat(choice.text()).startsWith(PROMPT);
            List<TokenTrace> echoed = choice.tokens().stream().filter(token -> token.model().equals("prompt")).toList();
            assertThat(echoed).extracting(TokenTrace::id).containsExactlyElementsOf(Arrays.stream(prompt).boxed().toList());
            assertThat(echoed.getFirst().chosen()).isNull();
            assertThat(echoed.subList(1, echoed.size())).allMatch(token -> token.chosen() != null && token.entropy() != null);
        }
    }

    @Test
    void modelsWithOtherAdaptersShareNoPrefix() {
        String prompt = "Only its own kind: " + PROMPT;
        List<Integer> alone = greedy(reference.tokenizer().encode(prompt), 20);
        answer(most(plain(prompt, pinned("plain")), 20));
        Answer first = answer(most(plain(prompt, pinned("adapted")), 20));
        assertThat(first.usage().cachedTokens()).isNull();
        Answer second = answer(most(plain(prompt, pinned("adapted")), 20));
        assertThat(second.usage().cachedTokens()).isEqualTo(reference.tokenizer().encode(prompt).length - 1);
        assertThat(ids(first.choices().getFirst())).isEqualTo(ids(second.choices().getFirst())).isEqualTo(alone);
    }

    @Test
    void theyAnswerSideBySideAsTheyDoAlone() {
        List<GenerateRequest> requests = IntStream.range(0, 8)
                .mapToObj(i -> with(most(plain(PROMPT + i, pinned(i % 2 == 0 ? "plain" : "adapted")), 30), Requests.hot(i))).toList();
        List<List<Answer.Choice>> alone = requests.stream().map(request -> answer(request).choices()).toList();
        List<CompletableFuture<Answer>> together = requests.stream().map(request -> Answer.of(engine.generate(request))).toList();
        assertThat(together.stream().map(answer -> Bench.get(answer).choices())).isEqualTo(alone);
    }

    @Test
    void theSoftPromptTakesRoomInTheContext() {
        List<Integer> full = IntStream.range(0, 256 - VIRTUAL).boxed().toList();
        GenerateRequest tooLong = new GenerateRequest("r", "t", pinned("adapted"), null, null, full, Sampling.GREEDY, 1, 5, List.of(),
                null, false, false, 60_000);
        assertThat(answer(tooLong).failure()).isNotNull().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("context_length_exceeded");
            assertThat(failure.message()).contains("244 tokens");
        });
        GenerateRequest fits = new GenerateRequest("r", "t", pinned("adapted"), null, null, full.subList(1, full.size()),
                Sampling.GREEDY, 1, 5, List.of(), null, false, false, 60_000);
        assertThat(answer(fits).usage().completionTokens()).isLessThanOrEqualTo(1);
    }

    @Test
    void cardsTellWhatAModelIsMadeOf() {
        assertThat(catalog.cards()).extracting(ModelCard::status).containsExactly("ready", "ready", "refused");
        assertThat(catalog.cards().getFirst().adapters()).isNull();
        ModelCard card = catalog.cards().get(1);
        assertThat(card.adapters()).extracting(ModelCard.Adapter::kind).containsExactly("soft-prompt", "lofit");
        assertThat(card.contextLength()).isEqualTo(256 - VIRTUAL);
        assertThat(catalog.cards().get(2).refusal()).contains("peft_type PROMPT_TUNING");
    }
}
