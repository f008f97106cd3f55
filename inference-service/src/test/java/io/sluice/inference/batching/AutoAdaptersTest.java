package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.routing.AdapterDials;
import io.sluice.contracts.routing.AdapterDials.Selector;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.adapter.AdapterFailedException;
import io.sluice.inference.adapter.AdapterObserver;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.adapter.Calibration;
import io.sluice.inference.adapter.MixtureFile;
import io.sluice.inference.adapter.SelectionFile;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.StoredAdapter;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that leave the choice of adapters to a selector. */
class AutoAdaptersTest {

    private static final String PROMPT = "which of them is this for? 12 + 7";
    private static final AdapterObserver NOBODY = (AdapterObserver) Proxy.newProxyInstance(AdapterObserver.class.getClassLoader(),
            new Class<?>[] {AdapterObserver.class}, (proxy, method, arguments) -> null);

    @TempDir
    private static Path folder;
    private static StoredAdapter one;
    private static StoredAdapter two;
    private static SelectionFile selection;

    private LanguageModel weights;
    private GenerationEngine engine;
    private AdapterStore store;
    private final Map<String, Path> stored = new ConcurrentHashMap<>();
    private final List<InferenceCompleted> ended = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void write() throws IOException {
        Path files = TinyModelFolder.llama().tied(false).writeTo(folder.resolve("base"));
        try (LanguageModel base = ModelLoader.load(files, "base")) {
            one = lora("one", 1, base);
            two = lora("two", 2, base);
            double[][][][] all = new double[2][7][2][2];
            Stream.of(all).flatMap(Stream::of).flatMap(Stream::of).forEach(head -> head[1] = 3);
            MixtureFile mixtures = new MixtureFile(List.of(sha(one), sha(two)), new double[][][][][] {all, all});
            selection = new Calibration(base).run(List.of(
                    new Calibration.Sample("sums", one.folder(), List.of("12 + 7", "which is 3 + 4")),
                    new Calibration.Sample("words", two.folder(), List.of("spell hello", "the last letter"))), mixtures);
        }
    }

    private static StoredAdapter lora(String name, long seed, LanguageModel base) throws IOException {
        return StoredAdapter.of(AdapterKinds.LORA, name, "1", base.info().digest(), AdapterFolder.lora(folder.resolve(name), seed));
    }

    private static String sha(StoredAdapter adapter) {
        return adapter.manifest().files().stream().filter(file -> file.name().endsWith("safetensors")).findFirst().orElseThrow().sha256();
    }

    @BeforeEach
    void serve() {
        weights = ModelLoader.load(folder.resolve("base"), "base");
        engine = new GenerationEngine(EngineSettings.DEFAULT.withKvBytes(64 * weights.kvMemory().bytesPerPage()),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), ended::add);
        engine.serve(weights, ModelRole.LARGE);
        store = new AdapterStore(engine, this::fetch, NOBODY, new AdapterStore.Settings(1 << 20, Duration.ofSeconds(20)));
        engine.serveOnDemand(store);
        Stream.of(one, two).forEach(each -> stored.put(each.manifest().digest(), each.folder()));
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
        Bench.eventually("ended", () -> !engine.alive());
        assertThat(store.bytes()).isZero();
        assertThat(weights.kvMemory().pagesHeld()).isZero();
        weights.close();
    }

    private void fetch(AdapterManifest manifest, Path into) {
        Path from = stored.get(manifest.digest());
        if (from == null) {
            throw AdapterFailedException.unlikeManifest("other bytes");
        }
        try {
            for (AdapterManifest.File file : manifest.files()) {
                Files.copy(from.resolve(file.name()), into.resolve(file.name()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void activate(StoredAdapter... adapters) {
        Stream.of(adapters).forEach(each -> store.apply(each.in(AdapterStage.ACTIVE, 1)));
    }

    private static GenerateRequest request(String model, @Nullable Selector selector) {
        Dials dials = new Dials(null, 0, 1, 1, 0, 0, 0, null, selector == null ? null : new AdapterDials(selector));
        return most(plain(PROMPT, new RoutePlan(Policy.PINNED, model, model, dials, null, null)), 20);
    }

    private CompletableFuture<Answer> ask(String model, @Nullable Selector selector) {
        return Answer.of(engine.generate(request(model, selector)));
    }

    private static String text(Answer answer) {
        assertThat(answer.failure()).isNull();
        return answer.choices().getFirst().tokens().stream().map(TokenTrace::id).toList().toString();
    }

    private String text(String model) {
        return text(Bench.get(ask(model, null)));
    }

    private static AdapterReport report(Answer answer) {
        assertThat(answer.failure()).isNull();
        AdapterReport report = Objects.requireNonNull(Objects.requireNonNull(answer.routing()).adapters());
        assertThat(report.scores().stream().mapToDouble(AdapterReport.Score::score).sum()).isCloseTo(1, within(1e-9));
        assertThat(report.scores()).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        return report;
    }

    private Failed failure(@Nullable Selector selector) {
        return Objects.requireNonNull(Bench.get(ask("base:auto", selector)).failure());
    }

    @ParameterizedTest
    @EnumSource(value = Selector.class, names = {"ARROW", "NEAREST"})
    void theAnswerIsThatOfTheAdapterWithTheBestScore(Selector selector) {
        activate(one, two);
        store.know(selection);
        Answer answer = Bench.get(ask("base:auto", selector));
        AdapterReport report = report(answer);
        assertThat(report.selector()).isEqualTo(selector);
        assertThat(report.scores()).extracting(AdapterReport.Score::adapter).containsExactlyInAnyOrder("one@1", "two@1");
        assertThat(text(answer)).isEqualTo(text("base:" + report.scores().getFirst().adapter()));
    }

    @Test
    void promptsThatTheBaseReadsAlikeBelongTogether() {
        activate(one, two);
        store.know(selection);
        assertThat(report(Bench.get(ask("base:auto", Selector.NEAREST))).scores().getFirst().adapter()).isEqualTo("one@1");
    }

    @Test
    void aMixtureIsThatOfTheTask() {
        activate(one, two);
        store.know(selection);
        Answer answer = Bench.get(ask("base:auto", Selector.MHR));
        AdapterReport report = report(answer);
        assertThat(report.task()).isEqualTo("sums");
        assertThat(report.scores().getFirst().adapter()).isEqualTo("two@1");
        // σ(3) to σ(0)
        assertThat(report.scores().getFirst().score()).isCloseTo(0.952574 / 1.452574, within(1e-6));
        assertThat(text(answer)).isNotEqualTo(text("base")).isEqualTo(text(Bench.get(ask("base:auto", Selector.MHR))));
    }

    @ParameterizedTest
    @EnumSource
    void oneAdapterAloneIsChosenByAll(Selector selector) {
        activate(two);
        store.know(selection);
        Answer answer = Bench.get(ask("base:auto", selector));
        assertThat(report(answer).scores()).containsExactly(new AdapterReport.Score("two@1", 1));
        assertThat(text(answer)).isEqualTo(text("base:two@1"));
    }

    @Test
    void requestsThatLeaveTheChoiceAnswerBesideOthersAsAlone() {
        activate(one, two);
        store.know(selection);
        record Asked(String model, @Nullable Selector selector) {
        }
        List<Asked> all = new ArrayList<>(Stream.of(Selector.values()).map(each -> new Asked("base:auto", each)).toList());
        all.addAll(List.of(new Asked("base", null), new Asked("base:one@1", null), new Asked("base:two@1*0.5+one", null)));
        List<Answer> alone = all.stream().map(each -> Bench.get(ask(each.model(), each.selector()))).toList();
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 3).boxed()
                .flatMap(unused -> all.stream().map(each -> ask(each.model(), each.selector()))).toList();
        for (int i = 0; i < asked.size(); i++) {
            Answer together = Bench.get(asked.get(i));
            Answer expected = alone.get(i % all.size());
            assertThat(text(together)).isEqualTo(text(expected));
            assertThat(Objects.requireNonNull(together.routing()).adapters()).isEqualTo(Objects.requireNonNull(expected.routing()).adapters());
        }
    }

    @Test
    void withoutAFileArrowChooses() {
        activate(one, two);
        assertThat(report(Bench.get(ask("base:auto", null))).selector()).isEqualTo(Selector.ARROW);
    }

    /** The file knows {@code one} and {@code two}; Arrow needs no more than the weights of the third. */
    @Test
    void whoBecomesActiveLaterTakesPartAtOnceAlsoWhenNoFileKnowsIt() throws IOException {
        StoredAdapter later = lora("later", 3, weights);
        stored.put(later.manifest().digest(), later.folder());
        store.know(selection);
        activate(one);
        assertThat(candidates(null)).isEqualTo(Map.of(Selector.NEAREST, Set.of("one@1")));
        activate(two);
        assertThat(candidates(null)).isEqualTo(Map.of(Selector.NEAREST, Set.of("one@1", "two@1")));
        activate(later);
        assertThat(candidates(null)).isEqualTo(Map.of(Selector.ARROW, Set.of("one@1", "two@1", "later@1")));
        assertThat(candidates(Selector.NEAREST)).isEqualTo(Map.of(Selector.NEAREST, Set.of("one@1", "two@1")));
        store.apply(later.in(AdapterStage.VALIDATED, 2));
        assertThat(candidates(null)).isEqualTo(Map.of(Selector.NEAREST, Set.of("one@1", "two@1")));
    }

    private Map<Selector, Set<String>> candidates(@Nullable Selector selector) {
        AdapterReport report = report(Bench.get(ask("base:auto", selector)));
        return Map.of(report.selector(), report.scores().stream().map(AdapterReport.Score::adapter).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(value = Selector.class, names = {"MHR", "NEAREST"})
    void aSelectorWithoutDataSaysSo(Selector selector) {
        activate(one);
        assertThat(failure(selector)).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo("user");
            assertThat(failure.code()).isEqualTo("selector_without_data");
            assertThat(failure.param()).isEqualTo("plan.dials.adapters.selector");
        });
    }

    @Test
    void whereNoAdapterAnswersThereIsNoneToChoose() {
        store.apply(one.in(AdapterStage.VALIDATED, 1));
        assertThat(failure(null).code()).isEqualTo("model_not_found");
        assertThat(failure(null).message()).contains("no low-rank adapter of base");
    }

    @Test
    void whoCanNeverBeServedIsNoChoice() {
        stored.remove(one.manifest().digest());
        activate(one, two);
        assertThat(report(Bench.get(ask("base:auto", Selector.ARROW))).scores()).extracting(AdapterReport.Score::adapter).containsExactly("two@1");
    }

    @Test
    void theReadingIsNoRequestOfItsOwnAndCounts() {
        activate(one, two);
        Answer named = Bench.get(ask("base:one@1", null));
        Answer chosen = Bench.get(ask("base:auto", Selector.ARROW));
        Bench.eventually("both are told", () -> ended.size() == 2);
        assertThat(Objects.requireNonNull(chosen.routing()).flops()).isGreaterThan(1.2 * Objects.requireNonNull(named.routing()).flops());
        assertThat(chosen.usage().promptTokens()).isEqualTo(named.usage().promptTokens());
    }
}
