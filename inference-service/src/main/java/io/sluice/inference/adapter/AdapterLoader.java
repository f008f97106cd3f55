package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.inference.adapter.ResidentAdapters.Room;
import io.sluice.inference.engine.KvExhaustedException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings adapters into memory on a thread of its own, one after the other; the thread that runs passes only reads a soft
 * prompt, which is a pass. Who asks for what is being loaded waits for that load. Files that were refused for good are not
 * fetched again: a version's files never change. Thread-safe.
 */
final class AdapterLoader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdapterLoader.class);
    private static final int WAITING_MAX = 64;
    private static final long STEP_SECONDS = 30;
    private static final long CLOSE_SECONDS = 10;
    private static final Failed STOPPING = new Failed("capacity", "shutting_down", "the service is shutting down", null);

    private final ModelHost host;
    private final AdapterSource source;
    private final ResidentAdapters residents;
    private final BiPredicate<String, String> serves;
    private final ThreadPoolExecutor thread;
    /** Guarded by this, as are the refusals; an empty result means that it is there. */
    private final Map<String, CompletableFuture<Optional<Failed>>> loading = new HashMap<>();
    /** By {@link #key}. */
    private final Map<String, Failed> refused = new HashMap<>();

    /** @param serves whether an adapter's version may answer requests */
    AdapterLoader(ModelHost host, AdapterSource source, ResidentAdapters residents, BiPredicate<String, String> serves) {
        this.host = host;
        this.source = source;
        this.residents = residents;
        this.serves = serves;
        this.thread = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("sluice-adapters").factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * @param pushOthersOut whether others may have to go for it
     * @return why it can't be loaded, empty when it is there; what follows may run on the loading thread
     */
    CompletableFuture<Optional<Failed>> load(AdapterManifest manifest, boolean pushOthersOut) {
        if (residents.has(manifest)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (!pushOthersOut && !residents.hasRoom(manifest.bytes())) {
            return CompletableFuture.completedFuture(Optional.of(noRoom().failure()));
        }
        synchronized (this) {
            Failed known = refused.get(key(manifest));
            if (known != null) {
                return CompletableFuture.completedFuture(Optional.of(known));
            }
            String model = ResidentAdapters.model(manifest);
            CompletableFuture<Optional<Failed>> running = loading.get(model);
            if (running != null) {
                return running;
            }
            CompletableFuture<Optional<Failed>> load = new CompletableFuture<>();
            try {
                thread.execute(() -> run(manifest, pushOthersOut, load));
            } catch (RejectedExecutionException full) {
                return CompletableFuture.completedFuture(Optional.of(Failures.manyLoads()));
            }
            loading.put(model, load);
            return load;
        }
    }

    /** The same files may be an adapter of several names and bases. */
    private static String key(AdapterManifest manifest) {
        return ResidentAdapters.model(manifest) + '#' + manifest.digest();
    }

    private void run(AdapterManifest manifest, boolean pushOthersOut, CompletableFuture<Optional<Failed>> load) {
        Optional<Failed> failure;
        try {
            // Between the question and this turn it may have come.
            if (!residents.has(manifest)) {
                bringIn(manifest, pushOthersOut);
            }
            failure = Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            failure = Optional.of(STOPPING);
        } catch (AdapterFailedException failed) {
            failure = Optional.of(thread.isShutdown() ? STOPPING : inContext(manifest, failed));
        } catch (IOException | RuntimeException | OutOfMemoryError broken) {
            // What the end of the service has cut says nothing about the files.
            failure = Optional.of(thread.isShutdown() ? STOPPING : unexpected(manifest, broken));
        }
        synchronized (this) {
            loading.remove(ResidentAdapters.model(manifest));
        }
        load.complete(failure);
    }

    private Failed unexpected(AdapterManifest manifest, Throwable broken) {
        LOG.error("the adapter {} could not be loaded", ResidentAdapters.model(manifest), broken);
        residents.rejected(manifest, "adapter_failed", broken.getClass().getSimpleName());
        return new Failed("internal", "adapter_failed", "the adapter " + manifest.name() + " could not be loaded", null);
    }

    private Failed inContext(AdapterManifest manifest, AdapterFailedException failed) {
        Failed bare = failed.failure();
        Failed told = new Failed(bare.kind(), bare.code(), "the adapter " + manifest.name() + "@" + manifest.version()
                + " can't be served: " + bare.message(), bare.param());
        if (failed.forGood()) {
            synchronized (this) {
                refused.put(key(manifest), told);
            }
        }
        LOG.warn("{}", told.message());
        if (!bare.kind().equals("capacity")) {
            residents.rejected(manifest, bare.code(), bare.message());
        }
        return told;
    }

    private void bringIn(AdapterManifest manifest, boolean pushOthersOut) throws IOException, InterruptedException {
        long start = System.nanoTime();
        LanguageModel base = host.find(manifest.base().name())
                .orElseThrow(() -> AdapterFailedException.unavailable("its base " + manifest.base().name() + " is not served here"));
        if (!base.info().takesAdaptersOf(manifest.base().digest())) {
            throw AdapterFailedException.rejected("adapter_base_mismatch", "it was made for another model named " + manifest.base().name());
        }
        if (manifest.bytes() > residents.bytesMax()) {
            throw tooLarge(manifest.bytes());
        }
        LoadedAdapter adapter = read(manifest, base);
        takeRoom(adapter.applied().bytes(), pushOthersOut);
        LanguageModel view;
        try {
            view = view(base, ResidentAdapters.model(manifest), adapter);
        } catch (RuntimeException | InterruptedException | OutOfMemoryError failed) {
            residents.giveBack(adapter.applied().bytes());
            throw failed;
        }
        boolean added = false;
        try {
            added = residents.add(manifest, adapter, view, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            if (!added) {
                view.close();
            }
        }
        if (!added) {
            throw AdapterFailedException.unavailable("the service is shutting down");
        }
        // Asked afterwards: who retires it from now on finds it.
        if (!serves.test(manifest.name(), manifest.version())) {
            residents.unload(manifest, "retired");
            throw AdapterFailedException.unavailable("it was taken out of service meanwhile");
        }
    }

    private LoadedAdapter read(AdapterManifest manifest, LanguageModel base) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sluice-adapter");
        try {
            source.fetch(manifest, folder);
            LoadedAdapter adapter = LoadedAdapter.read(manifest, folder, base.shape());
            if (adapter.applied().bytes() > residents.bytesMax()) {
                throw tooLarge(adapter.applied().bytes());
            }
            return adapter;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private AdapterFailedException tooLarge(long bytes) {
        return AdapterFailedException.rejected("adapter_too_large",
                "it takes " + bytes + " bytes, and the memory for all adapters is " + residents.bytesMax());
    }

    private static AdapterFailedException noRoom() {
        return AdapterFailedException.exhausted("the memory for adapters is taken by others");
    }

    private void takeRoom(long bytes, boolean pushOthersOut) throws InterruptedException {
        while (true) {
            switch (residents.take(bytes, pushOthersOut)) {
                case Room.Taken taken -> {
                    return;
                }
                case Room.Leaving leaving -> await(leaving.gone());
                case Room.None none -> throw noRoom();
            }
        }
    }

    private LanguageModel view(LanguageModel base, String name, LoadedAdapter adapter) throws InterruptedException {
        if (adapter.applied().hooks().opening() == 0) {
            return adapter.over(base, name);
        }
        CompletableFuture<LanguageModel> reading = host.between(() -> adapter.over(base, name));
        try {
            return await(reading);
        } catch (AdapterFailedException | InterruptedException given) {
            // Who comes late is nobody's.
            reading.thenAccept(LanguageModel::close);
            throw given;
        }
    }

    private static <T> T await(CompletableFuture<T> step) throws InterruptedException {
        try {
            return step.get(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw switch (failed.getCause()) {
                case KvExhaustedException full -> AdapterFailedException.exhausted("the memory for keys and values is taken");
                case ModelRefusedException refused -> AdapterFailedException.rejected("adapter_refused", String.valueOf(refused.getMessage()));
                case null, default -> new IllegalStateException("the engine failed on an adapter", failed.getCause());
            };
        } catch (TimeoutException late) {
            throw AdapterFailedException.unavailable("the engine did not come to it within " + STEP_SECONDS + " s");
        }
    }

    /** Gives up what is being loaded; what waits gets an answer. Then nothing of it takes memory, or reads the base any more. */
    @Override
    public void close() {
        thread.shutdownNow();
        List<CompletableFuture<Optional<Failed>>> waiting;
        synchronized (this) {
            waiting = List.copyOf(loading.values());
        }
        waiting.forEach(load -> load.complete(Optional.of(STOPPING)));
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an adapter is still being loaded {} s after the service was told to end", CLOSE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
