package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.inspection.InspectAnswer;
import io.sluice.contracts.inspection.InspectAnswer.AttentionRow;
import io.sluice.contracts.inspection.InspectAnswer.HiddenRow;
import io.sluice.contracts.inspection.InspectRequest;
import io.sluice.contracts.inspection.InspectRequest.Attention;
import io.sluice.contracts.inspection.InspectRequest.Hidden;
import io.sluice.contracts.inspection.InspectRequest.Rows;
import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.hook.AttentionHook;
import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read out of a request's forward pass; and that neither it nor a hook that throws touches anybody else. */
class InspectionTest {

    private static final String PROMPT = "a prompt of some length, so that it is cut into chunks while others write";
    private static final Attention ALL = new Attention(null, null, Rows.ALL);
    private static final Hidden EVERY = new Hidden(null, Rows.ALL);
    private static final int VIRTUAL = 5;

    @TempDir
    private static Path folder;
    private static LanguageModel reference;
    private static SoftPrompt prompt;
    private static LanguageModel served;
    private static LanguageModel adapted;
    private static GenerationEngine engine;

    @BeforeAll
    static void serve() throws IOException {
        Path base = TinyModelFolder.llama().tied(false).config("sliding_window", 24).architecture("MistralForCausalLM")
                .writeTo(folder.resolve("base"));
        Path soft = AdapterFolder.softPrompt(folder.resolve("soft"), VIRTUAL, 3);
        reference = ModelLoader.load(base, "reference");
        prompt = AdapterFiles.softPrompt(soft, reference.shape());
        served = ModelLoader.load(base, "tiny");
        adapted = AdaptedModels.load(base, "adapted", new Adapters(null, soft, null, null));
        engine = new GenerationEngine(new EngineSettings(8, 64, 16, 64, EngineSettings.DEFAULT.stepTime(), 64,
                EngineSettings.DEFAULT.slowReader()), Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });
        engine.serve(served, ModelRole.SMALL);
        engine.serve(adapted, ModelRole.OTHER);
    }

    @AfterAll
    static void close() {
        engine.close();
        adapted.close();
        served.close();
        reference.close();
    }

    private static InspectRequest request(String model, @Nullable Attention attention, @Nullable Hidden hidden) {
        return new InspectRequest("r", "t", model, null, PROMPT, null, attention, hidden, 60_000);
    }

    private static CompletableFuture<InspectAnswer> start(InspectRequest request) {
        return engine.inspect(request).thenApply(outcome -> ((InspectOutcome.Seen) outcome).answer().get());
    }

    private static InspectAnswer seen(InspectRequest request) {
        return Bench.get(start(request));
    }

    private static Failed failed(InspectRequest request) {
        return ((InspectOutcome.Failed) Bench.get(engine.inspect(request))).failure();
    }

    private record Place(int layer, int head, int position) {
    }

    /** By hand, in one pass. Positions count the virtual tokens, too. */
    private static void read(int[] tokens, Hooks hooks, Map<Place, List<Float>> heads, Map<Place, List<Float>> states) {
        Hooks readers = hooks.with(new AttentionHook() {
            @Override
            public void weights(int layer, int head, int position, int first, float[] weights, int at) {
                heads.put(new Place(layer, head, position), Stream.concat(IntStream.range(0, first).mapToObj(i -> 0f),
                        IntStream.rangeClosed(first, position).mapToObj(t -> weights[at + t - first])).toList());
            }
        }).with((HiddenHook) (layer, position, values, at) -> states.put(new Place(layer, 0, position),
                IntStream.range(0, AdapterFolder.WIDTH).mapToObj(i -> values[at + i]).toList()));
        try (KvCache cache = reference.allocate(tokens.length)) {
            reference.forward(List.of(new Segment(cache, tokens, Logits.ALL, readers)));
        }
    }

    private static void agrees(InspectAnswer answer, int virtual, int[] prompt, Map<Place, List<Float>> heads, Map<Place, List<Float>> states) {
        assertThat(answer.tokens()).containsExactlyElementsOf(Arrays.stream(prompt).boxed().toList());
        assertThat(answer.virtualTokens()).isEqualTo(virtual);
        assertThat(answer.attention()).hasSize(2 * 4 * prompt.length);
        for (AttentionRow row : answer.attention()) {
            assertThat(row.weights()).isEqualTo(heads.get(new Place(row.layer(), row.head(), virtual + row.position())));
            assertThat(row.weights().stream().mapToDouble(Float::doubleValue).sum()).isEqualTo(1, within(1e-5));
        }
        assertThat(answer.hidden()).hasSize(2 * prompt.length);
        for (HiddenRow row : answer.hidden()) {
            assertThat(row.values()).isEqualTo(states.get(new Place(row.layer(), 0, virtual + row.position())));
        }
    }

    @Test
    void showsEveryRowAsItIsComputed() {
        int[] tokens = reference.tokenizer().encode(PROMPT);
        Map<Place, List<Float>> heads = new HashMap<>();
        Map<Place, List<Float>> states = new HashMap<>();
        read(tokens, Hooks.NONE, heads, states);
        InspectAnswer answer = seen(request("tiny", ALL, EVERY));
        agrees(answer, 0, tokens, heads, states);
        assertThat(answer.digest()).isEqualTo(reference.info().digest());
        assertThat(String.join("", answer.pieces())).endsWith(PROMPT);
        assertThat(seen(request("tiny", ALL, EVERY))).as("nothing was left out because it was known").isEqualTo(answer);
    }

    @Test
    void showsWhatAdaptersMadeOfIt() {
        int[] tokens = reference.tokenizer().encode(PROMPT);
        int[] whole = IntStream.concat(Arrays.stream(prompt.tokens(280)), Arrays.stream(tokens)).toArray();
        Map<Place, List<Float>> heads = new HashMap<>();
        Map<Place, List<Float>> states = new HashMap<>();
        read(whole, Hooks.NONE.with(prompt), heads, states);
        agrees(seen(request("adapted", ALL, EVERY)), VIRTUAL, tokens, heads, states);
    }

    @Test
    void showsNoMoreThanWasAskedFor() {
        InspectAnswer whole = seen(request("tiny", ALL, EVERY));
        int last = whole.tokens().size() - 1;
        InspectAnswer some = seen(request("tiny", new Attention(List.of(1), List.of(3, 0), null), new Hidden(List.of(0), Rows.LAST)));
        assertThat(some.attention()).containsExactlyElementsOf(whole.attention().stream()
                .filter(row -> row.position() == last && row.layer() == 1 && (row.head() == 0 || row.head() == 3)).toList());
        assertThat(some.hidden()).containsExactlyElementsOf(whole.hidden().stream()
                .filter(row -> row.position() == last && row.layer() == 0).toList());
        assertThat(seen(request("tiny", null, new Hidden(null, null))).attention()).isEmpty();
    }

    private static List<GenerateRequest> neighbours() {
        return IntStream.range(0, 6).mapToObj(i -> with(most(plain(PROMPT + i, pinned("tiny")), 40), Requests.hot(i))).toList();
    }

    @Test
    void othersAnswerAsTheyDoAlone() {
        List<List<Answer.Choice>> alone = neighbours().stream().map(each -> Bench.get(Answer.of(engine.generate(each))).choices()).toList();
        InspectAnswer answer = seen(request("tiny", ALL, EVERY));
        List<CompletableFuture<Answer>> others = neighbours().stream().map(each -> Answer.of(engine.generate(each))).toList();
        List<CompletableFuture<InspectAnswer>> seen = IntStream.range(0, 3).mapToObj(i -> start(request("tiny", ALL, EVERY))).toList();
        assertThat(others.stream().map(each -> Bench.get(each).choices())).isEqualTo(alone);
        assertThat(seen.stream().map(Bench::get)).allMatch(answer::equals);
    }

    @Test
    void aHookThatThrowsEndsItsOwnRequestAndNoOther() {
        List<List<Answer.Choice>> alone = neighbours().stream().map(each -> Bench.get(Answer.of(engine.generate(each))).choices()).toList();
        List<CompletableFuture<Answer>> others = neighbours().stream().map(each -> Answer.of(engine.generate(each))).toList();
        int length = reference.tokenizer().encode(PROMPT).length;
        List<CompletableFuture<Answer>> broken = IntStream.range(0, 2).mapToObj(i -> Answer.of(engine.generate(
                with(most(plain(PROMPT, pinned("tiny")), 40), Requests.hot(i)), Hooks.NONE.with((HiddenHook) (layer, position, values, at) -> {
                    if (position == length + 3 * i) {
                        throw new IllegalStateException("secret");
                    }
                })))).toList();
        for (CompletableFuture<Answer> each : broken) {
            assertThat(Bench.get(each).failure()).isNotNull().satisfies(failure -> {
                assertThat(failure.code()).isEqualTo("hook_failed");
                assertThat(failure.message()).doesNotContain("secret");
            });
        }
        assertThat(others.stream().map(each -> Bench.get(each).choices())).isEqualTo(alone);
        Bench.eventually("nothing is held", () -> engine.running() == 0);
    }

    static Stream<Arguments> badRequests() {
        Hidden fine = new Hidden(null, null);
        return Stream.of(
                Arguments.of(request("tiny", null, null), "invalid_request", "attention"),
                Arguments.of(request("nobody", null, fine), "model_not_found", "model"),
                Arguments.of(new InspectRequest("r", "t", null, null, "x", null, null, fine, 1000), "invalid_request", "model"),
                Arguments.of(new InspectRequest(null, "t", "tiny", null, "x", null, null, fine, 1000), "invalid_request", "requestId"),
                Arguments.of(new InspectRequest("r", "t", "tiny", null, "x", List.of(1), null, fine, 1000), "invalid_request", "prompt"),
                Arguments.of(new InspectRequest("r", "t", "tiny", null, null, List.of(280), null, fine, 1000), "invalid_request", "promptTokens"),
                Arguments.of(new InspectRequest("r", "t", "tiny", null, null, List.of(), null, fine, 1000), "invalid_request", "promptTokens"),
                Arguments.of(new InspectRequest("r", "t", "tiny", null, null, null, null, fine, 1000), "invalid_request", "prompt"),
                Arguments.of(new InspectRequest("r", "t", "tiny", null, "x", null, null, fine, 0), "deadline_exceeded", null),
                Arguments.of(request("tiny", new Attention(List.of(2), null, null), null), "invalid_request", "attention.layers"),
                Arguments.of(request("tiny", new Attention(null, List.of(0, -1), null), null), "invalid_request", "attention.heads"),
                Arguments.of(request("tiny", new Attention(null, List.of(), null), null), "invalid_request", "attention.heads"),
                Arguments.of(request("tiny", null, new Hidden(List.of(0, 9), null)), "invalid_request", "hidden.layers"));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void namesTheFieldAtFault(InspectRequest request, String code, @Nullable String param) {
        Failed failure = failed(request);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.message()).isNotBlank().doesNotContain("plan");
    }

    @Test
    void refusesMoreNumbersThanAnAnswerHolds() {
        // Eight heads' triangle of 255 tokens is 261 120 numbers; two layers' states of width 64 are 32 640 more.
        List<Integer> tokens = IntStream.range(0, 255).boxed().toList();
        InspectRequest most = new InspectRequest("r", "t", "tiny", null, null, tokens, ALL, null, 60_000);
        assertThat(seen(most).attention()).hasSize(8 * 255);
        Failed both = failed(new InspectRequest("r", "t", "tiny", null, null, tokens, ALL, EVERY, 60_000));
        assertThat(both.code()).isEqualTo("too_many_numbers");
        assertThat(both.param()).isEqualTo("hidden");
        assertThat(both.message()).contains("293760 numbers").contains("262144");
    }
}
