package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.tenant;
import static io.sluice.inference.batching.Requests.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency.Resident;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.inference.adapter.AdapterFailedException;
import io.sluice.inference.adapter.AdapterObserver;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.StoredAdapter;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.quantization.BlockFormat;
import io.sluice.inference.quantization.ModelQuantizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Adapters that come and go under an engine that answers with them. Long because every story needs the same engine, gated passes,
 * store and source, whose fixture is most of the upper half.
 */
class ResidentAdaptersTest {

    private static final String PROMPT = "a prompt that is longer than a handful of tokens, so that it could be shared";
    /** Memory of a LoRA of {@link AdapterFolder}: rank 2, padded to 16 on its way down. */
    private static final long LORA_BYTES = (64 * 16 + 2 * 64) * 4;

    @TempDir
    private static Path folder;
    private static LanguageModel reference;
    private static StoredAdapter one;
    private static StoredAdapter two;
    private static StoredAdapter three;
    private static StoredAdapter soft;

    private LanguageModel weights;
    private GenerationEngine engine;
    private AdapterStore store;
    /** Where the files of a digest come from; absent: from nowhere. */
    private final Map<String, Path> stored = new ConcurrentHashMap<>();
    private final List<String> fetched = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch fetching = new CountDownLatch(0);
    private volatile CountDownLatch passing = new CountDownLatch(0);

    @BeforeAll
    static void write() throws IOException {
        reference = ModelLoader.load(TinyModelFolder.llama().tied(false).writeTo(folder.resolve("base")), "base");
        one = lora("one", "1", 1);
        two = lora("two", "1", 2);
        three = lora("three", "1", 3);
        soft = stored(AdapterKinds.SOFT_PROMPT, "soft", "1", AdapterFolder.softPrompt(folder.resolve("soft"), 12, 3));
    }

    private static StoredAdapter lora(String name, String version, long seed) throws IOException {
        return stored(AdapterKinds.LORA, name, version, AdapterFolder.lora(folder.resolve(name + "-" + version), seed));
    }

    private static StoredAdapter stored(String kind, String name, String version, Path files) {
        return StoredAdapter.of(kind, name, version, reference.info().digest(), files);
    }

    @AfterAll
    static void closeReference() {
        reference.close();
    }

    @BeforeEach
    void serve() {
        serve(1 << 20, Duration.ofSeconds(20));
    }

    private void serve(long bytes, Duration patience) {
        serve(folder.resolve("base"), bytes, patience);
    }

    private void serve(Path base, long bytes, Duration patience) {
        weights = ModelLoader.load(base, "base");
        engine = new GenerationEngine(EngineSettings.DEFAULT.withKvBytes(64 * weights.kvMemory().bytesPerPage()),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });
        engine.serve(gated(weights), ModelRole.LARGE);
        store = new AdapterStore(engine, this::fetch, observer(), new AdapterStore.Settings(bytes, patience));
        engine.serveOnDemand(store);
        Stream.of(one, two, three, soft).forEach(each -> stored.put(each.manifest().digest(), each.folder()));
    }

    private void serveAgain(long bytes, Duration patience) {
        close();
        told.clear();
        serve(bytes, patience);
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
        Bench.eventually("ended", () -> !engine.alive());
        // A request lets go of its model after its last event, on the thread that sent that.
        Bench.eventually("all freed", () -> store.bytes() == 0);
        assertThat(weights.kvMemory().pagesHeld()).isZero();
        weights.close();
    }

    private LanguageModel gated(LanguageModel model) {
        return (LanguageModel) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {LanguageModel.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("base")) {
                        return proxy;
                    }
                    if (method.getName().equals("forward")) {
                        assertThat(passing.await(20, TimeUnit.SECONDS)).isTrue();
                    }
                    try {
                        return method.invoke(model, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private void fetch(AdapterManifest manifest, Path into) throws InterruptedException {
        fetched.add(manifest.name());
        fetching.await();
        Path from = stored.get(manifest.digest());
        if (from == null) {
            throw AdapterFailedException.unavailable("nobody has it");
        }
        try {
            for (AdapterManifest.File file : manifest.files()) {
                Files.copy(from.resolve(file.name()), into.resolve(file.name()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private AdapterObserver observer() {
        return new AdapterObserver() {
            @Override
            public void loaded(AdapterManifest adapter, Duration took, List<Resident> now) {
                told.add("+" + adapter.name() + names(now));
            }

            @Override
            public void unloaded(AdapterManifest adapter, String reason, List<Resident> now) {
                told.add("-" + adapter.name() + " " + reason + names(now));
            }

            @Override
            public void rejected(AdapterManifest adapter, String code, String reason, List<Resident> now) {
                told.add("!" + adapter.name() + " " + code + names(now));
            }

            @Override
            public void told(List<Resident> now) {
                told.add("=" + names(now));
            }
        };
    }

    private static List<String> names(List<Resident> residents) {
        return residents.stream().map(Resident::name).toList();
    }

    /** May serve, and is loaded when a request names it. */
    private void know(StoredAdapter... adapters) {
        Arrays.stream(adapters).forEach(each -> store.apply(each.in(AdapterStage.VALIDATED, 1)));
    }

    private static GenerateRequest request(String model) {
        return most(plain(PROMPT, pinned(model)), 30);
    }

    private CompletableFuture<Answer> ask(String model) {
        return Answer.of(engine.generate(request(model)));
    }

    /** The tokens, as text. */
    private String text(String model) {
        return text(Bench.get(ask(model)));
    }

    private static String text(Answer answer) {
        assertThat(answer.failure()).isNull();
        return answer.choices().getFirst().tokens().stream().map(TokenTrace::id).toList().toString();
    }

    private Failed failure(String model) {
        Failed failure = Bench.get(ask(model)).failure();
        assertThat(failure).isNotNull();
        return failure;
    }

    private static String expected(Hooks hooks, int[] before) {
        return expected(reference, hooks, before);
    }

    /** Greedy, by hand. */
    private static String expected(LanguageModel model, Hooks hooks, int[] before) {
        List<Integer> written = new ArrayList<>();
        int[] next = IntStream.concat(Arrays.stream(before), Arrays.stream(model.tokenizer().encode(PROMPT))).toArray();
        try (KvCache cache = model.allocate(256)) {
            while (written.size() < 30) {
                float[] logits = model.forward(List.of(new Segment(cache, next, Logits.LAST, hooks))).getFirst()[0];
                int token = IntStream.range(0, logits.length).reduce((a, b) -> logits[b] > logits[a] ? b : a).orElseThrow();
                if (model.info().endTokens().contains(token)) {
                    break;
                }
                written.add(token);
                next = new int[] {token};
            }
        }
        return written.toString();
    }

    private static Hooks hooks(StoredAdapter lora, float weight) {
        return Hooks.NONE.with(AdapterFiles.lora(lora.folder(), reference.shape()).times((layer, projection) -> weight));
    }

    @Test
    void requestsWithDifferentAdaptersAnswerTogetherAsAlone() {
        know(one, two, soft);
        List<String> names = List.of("base", "base:one@1", "base:two@1", "base:soft@1", "base:one@1*0.5+two@1*-0.25");
        List<String> alone = names.stream().map(this::text).toList();
        assertThat(alone).doesNotHaveDuplicates();
        CountDownLatch together = new CountDownLatch(1);
        passing = together;
        List<CompletableFuture<Answer>> asked = names.stream().map(this::ask).toList();
        Bench.eventually("all asked", () -> engine.running() + engine.queued() == names.size());
        together.countDown();
        assertThat(asked.stream().map(answer -> text(Bench.get(answer))).toList()).isEqualTo(alone);
    }

    @Test
    void anAnswerIsThatOfTheSameHooksByHand() {
        know(one, two, soft);
        assertThat(text("base:one@1")).isEqualTo(expected(hooks(one, 1), new int[0]));
        assertThat(text("base:one@1*0.5+two@1*-0.25")).isEqualTo(expected(hooks(one, 0.5f).and(hooks(two, -0.25f)), new int[0]));
        var prompt = AdapterFiles.softPrompt(soft.folder(), reference.shape());
        assertThat(text("base:soft@1")).isEqualTo(expected(Hooks.NONE.with(prompt), prompt.tokens(reference.info().vocabularySize())));
    }

    @Test
    void everyKindAnswersBesideTheOthersAndLeavesNothingBehind() throws IOException {
        List<StoredAdapter> all = oneOfEachKind();
        know(all.toArray(StoredAdapter[]::new));
        List<String> names = Stream.concat(Stream.of("base"), all.stream().map(each -> "base:" + each.manifest().name() + "@1")).toList();
        List<String> alone = names.stream().map(this::text).toList();
        assertThat(alone).doesNotHaveDuplicates();
        assertThat(store.bytes()).isPositive();
        CountDownLatch together = new CountDownLatch(1);
        passing = together;
        List<CompletableFuture<Answer>> asked = names.stream().map(this::ask).toList();
        Bench.eventually("all asked", () -> engine.running() + engine.queued() == names.size());
        together.countDown();
        assertThat(asked.stream().map(answer -> text(Bench.get(answer))).toList()).isEqualTo(alone);
        all.forEach(each -> store.apply(each.in(AdapterStage.RETIRED, 2)));
        Bench.eventually("all freed", () -> store.bytes() == 0);
    }

    private List<StoredAdapter> oneOfEachKind() throws IOException {
        Map<String, Path> kinds = Map.of(
                AdapterKinds.DEPT, AdapterFolder.dept(folder.resolve("dept"), 3, 20, 1),
                AdapterKinds.LOFIT, AdapterFolder.lofit(folder.resolve("lofit"), 1),
                AdapterKinds.LT_SFT, AdapterFolder.ltSft(folder.resolve("lt-sft"), TinyModelFolder.llama().storedWeights(), 1),
                AdapterKinds.IA3, AdapterFolder.ia3(folder.resolve("ia3"), 96, 1));
        List<StoredAdapter> all = new ArrayList<>(List.of(one, soft));
        kinds.forEach((kind, files) -> all.add(stored(kind, kind, "1", files)));
        all.forEach(each -> stored.put(each.manifest().digest(), each.folder()));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void aQuantisedCopyAnswersWithTheAdaptersOfTheOriginal(BlockFormat format) throws IOException {
        close();
        Path copy = folder.resolve(format.name()).resolve("base");
        new ModelQuantizer(format, (_, _, _, _, _, _) -> { }).quantize(folder.resolve("base"), copy);
        serve(copy, 1 << 20, Duration.ofSeconds(20));
        List<StoredAdapter> all = oneOfEachKind();
        know(all.toArray(StoredAdapter[]::new));
        assertThat(Stream.concat(Stream.of("base"), all.stream().map(each -> "base:" + each.manifest().name() + "@1")).map(this::text))
                .doesNotHaveDuplicates();
        try (LanguageModel quantised = ModelLoader.load(copy, "base")) {
            assertThat(text("base")).isEqualTo(expected(quantised, Hooks.NONE, new int[0]));
            assertThat(text("base:one@1")).isEqualTo(expected(quantised, hooks(one, 1), new int[0])).isNotEqualTo(expected(hooks(one, 1), new int[0]));
        }
    }

    @Test
    void aCopyOfTheBaseTakesTheAdaptersOfTheOriginal() throws IOException {
        close();
        String original = "a".repeat(64);
        Path copy = TinyModelFolder.llama().tied(false).writeTo(folder.resolve("copy"));
        Files.writeString(copy.resolve("sluice.json"), "{\"origin_digest\": \"" + original + "\"}");
        serve(copy, 1 << 20, Duration.ofSeconds(20));
        StoredAdapter own = StoredAdapter.of(AdapterKinds.LORA, "own", "1", original, one.folder());
        stored.put(own.manifest().digest(), own.folder());
        know(own);
        assertThat(text("base:own@1")).isEqualTo(expected(hooks(one, 1), new int[0]));
    }

    @Test
    void theWriterIsNamedWithItsVersionAndWeights() {
        know(one, two);
        Answer answer = Bench.get(Answer.of(engine.generate(Requests.details(request("base:two@1*0.50+one@1"), 0, false, false))));
        assertThat(answer.choices().getFirst().tokens()).extracting(TokenTrace::model).containsOnly("base:two@1*0.5+one@1");
    }

    @Test
    void whatBecameOfARequestIsToldUnderTheNameThatItAskedForAlsoWhenItFailed() {
        List<String> ended = new CopyOnWriteArrayList<>();
        know(one);
        store.apply(one.in(AdapterStage.ACTIVE, 2));
        for (String model : List.of("base:one", "base:one@1", "base:nobody", "base")) {
            Bench.get(Answer.of(engine.generate(request(model), event -> ended.add(event.model() + " " + event.outcome()))));
        }
        Bench.eventually("all told", () -> ended.size() == 4);
        assertThat(ended).containsExactly("base:one completed", "base:one@1 completed", "base:nobody failed", "null completed");
    }

    @Test
    void whoNamesNoVersionGetsTheActiveOneOrTheCanary() throws IOException {
        StoredAdapter next = lora("one", "2", 9);
        stored.put(next.manifest().digest(), next.folder());
        store.apply(StoredAdapter.state(3, Map.of(one, AdapterStage.ACTIVE, next, AdapterStage.CANARY)));
        Bench.eventually("both are loaded", () -> store.models().size() == 2);
        assertThat(new TreeSet<>(store.models())).containsExactly("base:one@1", "base:one@2");
        assertThat(text(Bench.get(Answer.of(engine.generate(tenant(request("base:one"), "early")))))).isEqualTo(text("base:one@2"));
        List<String> answers = IntStream.range(0, 40).mapToObj(i -> text(Bench.get(Answer.of(engine.generate(renamed(request("base:one"), "r" + i)))))).toList();
        assertThat(Collections.frequency(answers, text("base:one@2"))).as("a quarter of 40").isBetween(3, 18);
        assertThat(Collections.frequency(answers, text("base:one@1"))).isEqualTo(40 - Collections.frequency(answers, text("base:one@2")));
    }

    private static GenerateRequest renamed(GenerateRequest r, String id) {
        return new GenerateRequest(id, r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(), r.choices(),
                r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.timeoutMillis());
    }

    @Test
    void anActiveOneIsThereBeforeAnybodyAsks() {
        store.apply(one.in(AdapterStage.ACTIVE, 1));
        Bench.eventually("loaded", () -> told.contains("+one[one]"));
        assertThat(store.models()).containsExactly("base:one@1");
        assertThat(store.bytes()).isEqualTo(LORA_BYTES);
    }

    /** A file that is read on an interrupted thread looks broken. Whoever closes the store frees the base next. */
    @Test
    void whatTheEndOfTheServiceCutsSaysNothingAboutTheFilesAndIsOverThen() {
        CompletableFuture<Void> reading = new CompletableFuture<>();
        AtomicBoolean over = new AtomicBoolean();
        AdapterStore ending = new AdapterStore(engine, (manifest, into) -> {
            reading.complete(null);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException cut) {
                LockSupport.parkNanos(50_000_000);
                over.set(true);
                throw AdapterFailedException.unlikeManifest("it can't be read");
            }
        }, observer(), new AdapterStore.Settings(1 << 20, Duration.ofSeconds(20)));
        ending.apply(one.in(AdapterStage.ACTIVE, 1));
        Bench.get(reading);
        ending.close();
        assertThat(over).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsRetiredDuringAnAnswerIsFreedAfterIt() {
        String alone = textOf(one);
        told.clear();
        CountDownLatch middle = new CountDownLatch(1);
        passing = middle;
        CompletableFuture<Answer> running = ask("base:one@1");
        Bench.eventually("it runs", () -> engine.running() == 1);
        store.apply(one.in(AdapterStage.RETIRED, 2));
        assertThat(failure("base:one@1").code()).isEqualTo("model_not_found");
        assertThat(store.models()).isEmpty();
        assertThat(store.bytes()).as("still in use").isEqualTo(LORA_BYTES);
        assertThat(told).isEmpty();
        middle.countDown();
        assertThat(text(Bench.get(running))).isEqualTo(alone);
        Bench.eventually("freed", () -> store.bytes() == 0);
        assertThat(told).containsExactly("-one retired[]");
        assertThat(engine.prefixesKept()).as("nothing is kept of it").isZero();
    }

    private String textOf(StoredAdapter adapter) {
        know(adapter);
        return text("base:" + adapter.manifest().name() + "@1");
    }

    @Test
    void whoWasNotUsedForLongestGoesAndComesBack() {
        serveAgain(2 * LORA_BYTES, Duration.ofSeconds(20));
        String first = textOf(one);
        textOf(two);
        text("base:one@1");
        textOf(three);
        assertThat(store.models()).containsExactly("base:three@1", "base:one@1");
        assertThat(store.bytes()).isEqualTo(2 * LORA_BYTES);
        text("base:two@1");
        assertThat(text("base:one@1")).isEqualTo(first);
        assertThat(fetched).containsExactly("one", "two", "three", "two", "one");
        assertThat(told).containsExactly("+one[one]", "+two[two, one]", "-two evicted[one]", "+three[three, one]",
                "-one evicted[three]", "+two[two, three]", "-three evicted[two]", "+one[one, two]");
    }

    @Test
    void whoIsInUseIsNeverEvicted() {
        serveAgain(LORA_BYTES, Duration.ofSeconds(20));
        String alone = textOf(one);
        know(two);
        CountDownLatch middle = new CountDownLatch(1);
        passing = middle;
        CompletableFuture<Answer> running = ask("base:one@1*0.5");
        CompletableFuture<Answer> plain = ask("base:one@1");
        Bench.eventually("they run", () -> engine.running() + engine.queued() == 2);
        assertThat(failure("base:two@1").code()).isEqualTo("adapters_exhausted");
        middle.countDown();
        assertThat(text(Bench.get(plain))).isEqualTo(alone);
        assertThat(text(Bench.get(running))).isEqualTo(expected(hooks(one, 0.5f), new int[0]));
        assertThat(text("base:two@1")).isEqualTo(expected(hooks(two, 1), new int[0]));
        assertThat(store.models()).containsExactly("base:two@1");
        assertThat(engine.find("base:one@1*0.5")).as("the sum went with its part").isEmpty();
    }

    @Test
    void whoAsksWhileItIsLoadedWaitsForThatLoad() {
        fetching = new CountDownLatch(1);
        know(one);
        List<CompletableFuture<Answer>> waiting = IntStream.range(0, 5).mapToObj(i -> ask("base:one@1")).toList();
        Bench.eventually("one fetch", () -> fetched.size() == 1);
        assertThat(text("base")).as("others are not held up").isNotEmpty();
        fetching.countDown();
        waiting.forEach(answer -> assertThat(text(Bench.get(answer))).isEqualTo(expected(hooks(one, 1), new int[0])));
        assertThat(fetched).containsExactly("one");
    }

    @Test
    void nobodyWaitsLongerThanHisPatienceOrDeadline() {
        serveAgain(1 << 20, Duration.ofMillis(50));
        fetching = new CountDownLatch(1);
        know(one);
        assertThat(failure("base:one@1")).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo("capacity");
            assertThat(failure.code()).isEqualTo("adapter_loading");
        });
        Answer late = Bench.get(Answer.of(engine.generate(timeout(request("base:one@1"), 20))));
        assertThat(late.failure()).isNotNull().extracting(Failed::code).isEqualTo("deadline_exceeded");
        fetching.countDown();
        Bench.eventually("the load went on", () -> store.models().size() == 1);
        assertThat(text("base:one@1")).isEqualTo(expected(hooks(one, 1), new int[0]));
    }

    @Test
    void whatIsUnknownIsSaidByName() {
        know(one);
        assertThat(failure("base:none").message()).contains("no adapter named none");
        assertThat(failure("base:one")).as("it is not active").extracting(Failed::message).asString().contains("no active version");
        assertThat(failure("base:one@7").message()).contains("no version 7");
        assertThat(failure("other:one@1").message()).contains("no model of the name before the colon");
        assertThat(failure("base:one@@1")).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("invalid_request");
            assertThat(failure.param()).isEqualTo("plan.small");
        });
        assertThat(failure("base:none").code()).isEqualTo("model_not_found");
        assertThat(failure("base:none").param()).isEqualTo("plan.small");
    }

    @Test
    void filesThatCannotBeAppliedAreRefusedOnceAndForAll() throws IOException {
        Path files = AdapterFolder.lora(folder.resolve("dora"), 4);
        Files.writeString(files.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"r\": 2, \"use_dora\": true}");
        StoredAdapter dora = stored(AdapterKinds.LORA, "dora", "1", files);
        stored.put(dora.manifest().digest(), files);
        know(dora);
        assertThat(failure("base:dora@1").message()).contains("dora@1 can't be served").contains("use_dora");
        assertThat(failure("base:dora@1").code()).isEqualTo("adapter_refused");
        assertThat(fetched).containsExactly("dora");
        assertThat(told).containsExactly("!dora adapter_refused[]");
        assertThat(text("base")).isNotEmpty();
    }

    @Test
    void anAdapterOfAnotherBaseOrKindIsRefused() {
        StoredAdapter foreign = StoredAdapter.of(AdapterKinds.LORA, "foreign", "1", "ff", one.folder());
        StoredAdapter strange = stored("from-tomorrow", "strange", "1", two.folder());
        know(foreign, strange);
        stored.put(strange.manifest().digest(), two.folder());
        assertThat(failure("base:foreign@1").code()).isEqualTo("adapter_base_mismatch");
        assertThat(failure("base:strange@1").code()).isEqualTo("adapter_kind_unsupported");
    }

    @Test
    void whatCannotBeFetchedNowIsTriedAgain() {
        stored.remove(one.manifest().digest());
        store.apply(one.in(AdapterStage.ACTIVE, 1));
        assertThat(failure("base:one@1").code()).isEqualTo("adapter_unavailable");
        stored.put(one.manifest().digest(), one.folder());
        Bench.eventually("a later refresh brings it", () -> {
            store.refresh();
            return store.models().contains("base:one@1");
        });
    }

    @Test
    void whatWasUnloadedByHandComesBackWhenItIsNamed() {
        textOf(one);
        assertThat(store.unload("one", "1")).isTrue();
        Bench.eventually("freed", () -> store.bytes() == 0);
        assertThat(store.unload("one", "1")).isFalse();
        assertThat(text("base:one@1")).isEqualTo(expected(hooks(one, 1), new int[0]));
    }

    @Test
    void statesInAnyOrderAndAnyOfThemTwiceLeadToTheSame() {
        Random random = new Random(5);
        List<AdapterState> history = new ArrayList<>();
        for (StoredAdapter each : List.of(one, two, three)) {
            List<AdapterStage> life = List.of(AdapterStage.VALIDATED, AdapterStage.CANARY, AdapterStage.ACTIVE, AdapterStage.RETIRED);
            int last = each == two ? 4 : 3;
            for (int i = 0; i < last; i++) {
                history.add(each.in(life.get(i), i + 1));
            }
        }
        for (int round = 0; round < 10; round++) {
            serveAgain(1 << 20, Duration.ofSeconds(20));
            List<AdapterState> told = new ArrayList<>(history);
            told.addAll(history.subList(0, random.nextInt(history.size())));
            Collections.shuffle(told, random);
            told.forEach(store::apply);
            Bench.eventually("round " + round, () -> new TreeSet<>(store.models()).equals(new TreeSet<>(List.of("base:one@1", "base:three@1"))));
        }
    }

    @Test
    void underChangingLoadAnswersAreThoseGivenAloneAndMemoryKeepsItsBound() {
        Map<String, String> alone = new HashMap<>();
        serveAgain(2 * LORA_BYTES, Duration.ofSeconds(20));
        know(one, two, three);
        List<String> names = List.of("base:one@1", "base:two@1", "base:three@1", "base:one@1*0.5+three@1", "base:two@1*2", "base");
        names.forEach(name -> alone.put(name, text(name)));
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            List<String> asked = IntStream.range(0, 6).mapToObj(i -> names.get(random.nextInt(names.size()))).toList();
            List<CompletableFuture<Answer>> answers = asked.stream().map(this::ask).toList();
            for (int i = 0; i < asked.size(); i++) {
                Answer answer = Bench.get(answers.get(i));
                if (answer.failure() == null) {
                    assertThat(text(answer)).as(asked.get(i)).isEqualTo(alone.get(asked.get(i)));
                } else {
                    assertThat(answer.failure().code()).isEqualTo("adapters_exhausted");
                }
            }
        }
        assertThat(store.bytes()).isLessThanOrEqualTo(2 * LORA_BYTES);
    }
}
