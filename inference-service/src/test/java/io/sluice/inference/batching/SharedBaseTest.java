package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are one model under different adapters run in the same passes, and in its memory. */
class SharedBaseTest {

    private static final String PROMPT = "a prompt that is longer than a handful of tokens, so that it could be shared";
    private static final List<String> NAMES = List.of("plain", "one", "two", "soft");

    @TempDir
    private Path folder;
    private LanguageModel weights;
    private GenerationEngine engine;
    private final List<LanguageModel> views = new ArrayList<>();
    /** Segments of each pass. */
    private final List<Integer> passes = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @BeforeEach
    void serve() throws IOException {
        weights = ModelLoader.load(TinyModelFolder.llama().tied(false).writeTo(folder.resolve("base")), "plain");
        LanguageModel base = counted(weights);
        engine = new GenerationEngine(EngineSettings.DEFAULT.withKvBytes(64 * weights.kvMemory().bytesPerPage()),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });
        engine.serve(base, ModelRole.SMALL);
        serve(AdaptedModels.over(base, "one", new Adapters(AdapterFolder.lora(folder.resolve("a"), 1), null, null, null)));
        serve(AdaptedModels.over(base, "two", new Adapters(AdapterFolder.lora(folder.resolve("b"), 2), null, null, null)));
        serve(AdaptedModels.over(base, "soft", new Adapters(null, AdapterFolder.softPrompt(folder.resolve("c"), 12, 3), null, null)));
    }

    private void serve(LanguageModel view) {
        views.add(view);
        engine.serve(view, ModelRole.OTHER);
    }

    @AfterEach
    void close() {
        engine.close();
        Bench.eventually("ended", () -> !engine.alive());
        views.forEach(LanguageModel::close);
        weights.close();
    }

    private LanguageModel counted(LanguageModel model) {
        return (LanguageModel) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {LanguageModel.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("base")) {
                        return proxy;
                    }
                    if (method.getName().equals("forward")) {
                        gate.await(10, TimeUnit.SECONDS);
                        passes.add(((List<?>) arguments[0]).size());
                    }
                    try {
                        return method.invoke(model, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private CompletableFuture<Answer> ask(String model) {
        return Answer.of(engine.generate(most(plain(PROMPT, pinned(model)), 30)));
    }

    private static String text(Answer answer) {
        assertThat(answer.failure()).isNull();
        return answer.choices().getFirst().text();
    }

    @Test
    void requestsWithDifferentAdaptersSharePassesAndAnswerAsAlone() {
        List<String> alone = NAMES.stream().map(name -> text(Bench.get(ask(name)))).toList();
        assertThat(alone).doesNotHaveDuplicates();
        passes.clear();
        CountDownLatch together = new CountDownLatch(1);
        gate = together;
        List<CompletableFuture<Answer>> asked = NAMES.stream().map(this::ask).toList();
        Bench.eventually("all asked", () -> engine.running() + engine.queued() == NAMES.size());
        together.countDown();
        assertThat(asked.stream().map(answer -> text(Bench.get(answer))).toList()).isEqualTo(alone);
        assertThat(passes).as("sequences in a pass").contains(NAMES.size());
        assertThat(passes.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(2 * passes.size());
    }

    @Test
    void memoryOfKeysAndValuesIsCountedOnce() {
        NAMES.forEach(name -> Bench.get(ask(name)));
        assertThat(engine.kvBytesHeld()).isEqualTo(weights.kvMemory().pagesHeld() * weights.kvMemory().bytesPerPage());
    }
}
