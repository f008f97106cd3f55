package io.sluice.standalone.launch;

import io.sluice.standalone.check.DataDirectory;
import io.sluice.standalone.check.PortUse;
import io.sluice.standalone.check.Problem;
import io.sluice.standalone.child.ChildSpec;
import io.sluice.standalone.child.Children;
import io.sluice.standalone.child.Death;
import io.sluice.standalone.child.DeathException;
import io.sluice.standalone.kafka.Broker;
import io.sluice.standalone.key.Keys;
import io.sluice.standalone.redis.Redis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One start of a platform, in order: data directory, models, ports and memory are checked; keys are read or made; all
 * processes start at the same time (the services wait for no store); done when every component is ready. Whatever goes
 * wrong, nothing is left running. {@link #close} may come at any time, also from another thread in the middle of a
 * start, which then fails.
 */
public final class Launch implements AutoCloseable {

    static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private static final Duration PROBE_PAUSE = Duration.ofMillis(25);
    private static final String MODELS = "models";
    private static final String RUNS = "runs of workflows";
    private static final String STOPPED = "Stopped while it was starting.";

    private final Options options;
    private final Progress progress;
    private final Function<AotCache, Function<String, List<String>>> aotUse;
    private final Duration stopLimit;
    private final Children children;
    private volatile @Nullable DataDirectory directory;
    private volatile Duration elapsed = Duration.ZERO;

    public Launch(Options options, Progress progress) throws IOException {
        this(options, progress, cache -> cache::use, STOP_LIMIT);
    }

    /** @param aotUse how a child's start cache is used: read, or written in a training run */
    Launch(Options options, Progress progress, Function<AotCache, Function<String, List<String>>> aotUse, Duration stopLimit)
            throws IOException {
        this.options = options;
        this.progress = progress;
        this.aotUse = aotUse;
        this.stopLimit = stopLimit;
        this.children = Children.create();
    }

    /**
     * Takes the data directory and makes every check, so that a start that can't succeed is known at once. {@link #start}
     * does so itself if nobody did before. After a failure this launch is closed.
     */
    public DataDirectory reserve() throws StartFailure {
        DataDirectory held = directory;
        if (held != null) {
            return held;
        }
        boolean done = false;
        try {
            DataDirectory data = switch (DataDirectory.open(options.data())) {
                case DataDirectory.Locked locked -> locked.directory();
                case DataDirectory.Refused refused -> throw new StartFailure(List.of(refused.problem()));
            };
            directory = data;
            List<Problem> problems = Preflight.problems(options);
            if (!problems.isEmpty()) {
                throw new StartFailure(problems);
            }
            done = true;
            return data;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** To be called once. */
    public Running start() throws StartFailure, IOException, InterruptedException {
        boolean done = false;
        try {
            Running running = begin();
            done = true;
            return running;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** As {@link #close}, without waiting for anything orderly. */
    public void abort() {
        children.abort();
        close();
    }

    @Override
    public void close() {
        children.close();
        DataDirectory held = directory;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                throw new UncheckedIOException("giving back " + held.path(), e);
            }
        }
    }

    /** True once everything is stopped, or being stopped. */
    public boolean closed() {
        return children.closed();
    }

    Children children() {
        return children;
    }

    Duration elapsed() {
        return elapsed;
    }

    /** Starts the processes together and returns when all their components are ready. */
    void startAndWait(List<ChildSpec> specs) throws StartFailure, IOException, InterruptedException {
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (ChildSpec spec : specs) {
            spec.components().forEach(progress::starting);
            long started = System.nanoTime();
            startChild(spec);
            for (String component : spec.components()) {
                waits.add(children.ready(component)
                        .thenRun(() -> progress.ready(component, Duration.ofNanos(System.nanoTime() - started))));
            }
        }
        await(waits);
    }

    /** Services announce themselves before their models are loaded. */
    private List<String> awaitModels(Addresses addresses) throws StartFailure, InterruptedException {
        progress.starting(MODELS);
        long started = System.nanoTime();
        Optional<Models> models = Optional.empty();
        while (models.isEmpty()) {
            // Asked of the router: then it knows where they are, too.
            models = Models.settled(addresses.router(), options.models().size());
            if (models.isEmpty() && System.nanoTime() - started > START_LIMIT.toNanos()) {
                throw new StartFailure("The models are not loaded after " + START_LIMIT.toSeconds() + " s; see " + options.data().resolve("logs"));
            }
            if (models.isEmpty()) {
                pauseUnlessDead();
            }
        }
        if (models.get().noneServed()) {
            throw new StartFailure(String.join("\n", models.get().refusals()));
        }
        progress.ready(MODELS, Duration.ofNanos(System.nanoTime() - started));
        return models.get().refusals();
    }

    /** Until then commands about runs are written, but nobody does them. */
    private void awaitRuns(Addresses addresses) throws StartFailure, InterruptedException {
        progress.starting(RUNS);
        long started = System.nanoTime();
        while (Probe.get(addresses.workflow().resolve("/actuator/health/readiness")).isEmpty()) {
            if (System.nanoTime() - started > START_LIMIT.toNanos()) {
                throw new StartFailure("Runs of workflows are not kept after " + START_LIMIT.toSeconds() + " s; see " + options.data().resolve("logs"));
            }
            pauseUnlessDead();
        }
        progress.ready(RUNS, Duration.ofNanos(System.nanoTime() - started));
    }

    private void pauseUnlessDead() throws StartFailure, InterruptedException {
        if (children.closed()) {
            throw new StartFailure(STOPPED);
        }
        try {
            throw new StartFailure(children.firstDeath().get(PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS).message());
        } catch (TimeoutException alive) {
            // As it should be: the next probe may come.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Running begin() throws StartFailure, IOException, InterruptedException {
        DataDirectory data = reserve();
        long begin = System.nanoTime();
        Ports ports = options.ports().resolved(Options.LOOPBACK);
        Keys keys = switch (Keys.load(data.path(), new SecureRandom())) {
            case Keys.Known known -> known.keys();
            case Keys.Refused refused -> throw new StartFailure(List.of(refused.problem()));
        };
        Addresses addresses = Addresses.of(options, ports);
        List<ChildSpec> specs = specs(data, ports, new ServiceSettings(options, ports, addresses, keys)).all();
        startAndWait(specs);
        List<String> refusals = awaitModels(addresses);
        awaitRuns(addresses);
        Running running = new Running(this, addresses, keys, specs, refusals);
        // For ./sluice chat.
        Files.writeString(data.path().resolve("gateway-url"), addresses.gateway() + "\n");
        elapsed = Duration.ofNanos(System.nanoTime() - begin);
        return running;
    }

    private Specs specs(DataDirectory data, Ports ports, ServiceSettings settings) throws IOException {
        String classPath = System.getProperty("java.class.path");
        Function<String, List<String>> aotFlags = options.aot()
                .map(folder -> aotUse.apply(new AotCache(folder, classPath)))
                .orElse(name -> List.of());
        Broker broker = new Broker(data.kafka(), data.logs(), Options.LOOPBACK, ports.kafka(), PortUse.free(Options.LOOPBACK),
                classPath, aotFlags.apply(Broker.NAME));
        Redis redis = new Redis(data.redis(), data.logs(), Options.LOOPBACK, ports.redis());
        return new Specs(options, settings, broker, redis, data.logs(), classPath, aotFlags, stopLimit);
    }

    private void startChild(ChildSpec spec) throws StartFailure, IOException {
        try {
            children.start(spec);
        } catch (IllegalStateException stopping) {
            throw new StartFailure(String.valueOf(stopping.getMessage()));
        }
    }

    private void await(List<CompletableFuture<Void>> waits) throws StartFailure, InterruptedException {
        CompletableFuture<Void> all = new CompletableFuture<>();
        waits.forEach(wait -> wait.whenComplete((done, error) -> {
            if (error != null) {
                all.completeExceptionally(error);
            } else if (waits.stream().allMatch(CompletableFuture::isDone)) {
                all.complete(null);
            }
        }));
        try {
            all.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartFailure("Not ready within " + START_LIMIT.toSeconds() + " s; the logs are in " + options.data().resolve("logs"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapper ? wrapper.getCause() : e.getCause();
            if (cause instanceof DeathException death) {
                throw new StartFailure(death.death().message() + hint(death.death()));
            }
            if (cause instanceof CancellationException) {
                throw new StartFailure(STOPPED);
            }
            throw new IllegalStateException(cause);
        }
    }

    /** A store that can't start may have lost its files. */
    private String hint(Death death) {
        if (!death.name().equals(Broker.NAME) && !death.name().equals(Redis.NAME)) {
            return "";
        }
        return "\nIf its files are damaged, move " + options.data().resolve(death.name()) + " away and start again: " + death.name()
                + " then begins empty.";
    }
}
