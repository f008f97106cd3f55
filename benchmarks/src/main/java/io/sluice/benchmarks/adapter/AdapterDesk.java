package io.sluice.benchmarks.adapter;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency.Resident;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.AdapterDials;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.adapter.AdapterObserver;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.adapter.SelectionFile;
import io.sluice.inference.batching.Answer;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.kernel.KernelThreads;
import io.sluice.tasks.Grader;
import io.sluice.tasks.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The inference-service's engine and its store of adapters, with adapters from folders that are all active. */
public final class AdapterDesk implements AutoCloseable {

    private static final int TOKENS_MAX = 128;
    private static final int TOGETHER = 32;
    private static final long PATIENCE_MILLIS = 120_000;
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final AdapterObserver SILENT = new AdapterObserver() {
        @Override
        public void loaded(AdapterManifest adapter, Duration took, List<Resident> now) {
        }

        @Override
        public void unloaded(AdapterManifest adapter, String reason, List<Resident> now) {
        }

        @Override
        public void rejected(AdapterManifest adapter, String code, String reason, List<Resident> now) {
            throw new IllegalStateException(adapter.name() + ": " + reason);
        }

        @Override
        public void told(List<Resident> now) {
        }
    };

    private final LanguageModel model;
    private final List<LanguageModel> others;
    private final GenerationEngine engine;
    private final AdapterStore store;
    private final Map<String, Path> folders = new ConcurrentHashMap<>();
    private final AtomicLong questions = new AtomicLong();

    /** @param model whose passes are the engine's from now on; closed with this */
    AdapterDesk(LanguageModel model) {
        this(model, List.of());
    }

    /**
     * @param model  that the adapters are for; its passes are the engine's from now on, and it is closed with this
     * @param others that answer without adapters; closed with this
     */
    public AdapterDesk(LanguageModel model, List<LanguageModel> others) {
        this.model = model;
        this.others = List.copyOf(others);
        this.engine = new GenerationEngine(EngineSettings.DEFAULT.withPrefixes(0),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), KernelThreads::helperCpuNanos), event -> { });
        engine.serve(model, ModelRole.LARGE);
        others.forEach(other -> engine.serve(other, ModelRole.SMALL));
        store = new AdapterStore(engine, this::copy, SILENT, new AdapterStore.Settings(1L << 28, Duration.ofSeconds(60)));
        engine.serveOnDemand(store);
    }

    void know(SelectionFile selection) {
        store.know(selection);
    }

    /** Version 1 of an adapter, active. */
    public void activate(String name, Path folder) throws IOException {
        byte[] weights = Files.readAllBytes(folder.resolve(WEIGHTS));
        byte[] config = Files.readAllBytes(folder.resolve("adapter_config.json"));
        List<AdapterManifest.File> files = List.of(new AdapterManifest.File("adapter_config.json", config.length, sha256(config)),
                new AdapterManifest.File(WEIGHTS, weights.length, sha256(weights)));
        AdapterManifest manifest = new AdapterManifest(AdapterKinds.LORA, name, "1", files.getLast().sha256(), weights.length, weights.length / 4,
                new AdapterManifest.Base(model.info().name(), Objects.requireNonNullElse(model.info().origin(), model.info().digest())), null, null, null, null, List.of(), files, null,
                List.of(), null, null, Map.of(), null, null, null);
        folders.put(manifest.digest(), folder);
        AdapterVersion version = new AdapterVersion(manifest, AdapterStage.ACTIVE, null, Instant.EPOCH, Instant.EPOCH);
        store.apply(new AdapterState(name, 1, List.of(version), "1", null, List.of(), Map.of(), Map.of(), List.of()));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void copy(AdapterManifest manifest, Path into) {
        Path from = folders.get(manifest.digest());
        try {
            for (AdapterManifest.File file : manifest.files()) {
                Files.copy(from.resolve(file.name()), into.resolve(file.name()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Greedy. */
    private CompletableFuture<Answer> ask(String adapters, AdapterDials.@Nullable Selector selector, String question) {
        String name = adapters.isEmpty() ? model.info().name() : model.info().name() + ":" + adapters;
        Dials dials = new Dials(null, 0, 1, 1, 0, 0, 0, null, selector == null ? null : new AdapterDials(selector));
        return Answer.of(engine.generate(new GenerateRequest("bench-" + questions.incrementAndGet(), "bench",
                new RoutePlan(Policy.PINNED, name, name, dials, null, null), List.of(new ChatMessage("user", question)), null, null,
                Sampling.GREEDY, 1, TOKENS_MAX, List.of(), null, false, false, PATIENCE_MILLIS)));
    }

    /** Each question's answer, in their order; {@value #TOGETHER} at a time. */
    List<Answer> askAll(String adapters, AdapterDials.@Nullable Selector selector, List<String> questions) {
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += TOGETHER) {
            List<CompletableFuture<Answer>> asked = questions.subList(from, Math.min(questions.size(), from + TOGETHER)).stream()
                    .map(question -> ask(adapters, selector, question)).toList();
            for (CompletableFuture<Answer> each : asked) {
                Answer answer = each.join();
                if (answer.failure() != null) {
                    throw new IllegalStateException(answer.failure().code() + ": " + answer.failure().message());
                }
                answers.add(answer);
            }
        }
        return answers;
    }

    /** Which of the tasks are answered rightly. */
    List<Boolean> right(String adapters, List<Task> tasks) {
        List<Answer> answers = askAll(adapters, null, tasks.stream().map(Task::prompt).toList());
        return IntStream.range(0, tasks.size())
                .mapToObj(i -> Grader.isCorrect(tasks.get(i), answers.get(i).choices().getFirst().text())).toList();
    }

    /** @param served a model, or {@code MODEL:ADAPTER} */
    public CompletableFuture<Answer> ask(String served, List<ChatMessage> messages, Sampling sampling, int tokensMax) {
        Dials dials = new Dials(null, 0, 1, 1, 0, 0, 0, null, null);
        return Answer.of(engine.generate(new GenerateRequest("bench-" + questions.incrementAndGet(), "bench",
                new RoutePlan(Policy.PINNED, served, served, dials, null, null), messages, null, null,
                sampling, 1, tokensMax, List.of(), null, false, false, PATIENCE_MILLIS)));
    }

    @Override
    public void close() {
        store.close();
        engine.close();
        model.close();
        others.forEach(LanguageModel::close);
    }
}
