package io.sluice.inference.batching;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.inspection.InspectRequest;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.inference.adapter.Chosen;
import io.sluice.inference.adapter.ModelHost;
import io.sluice.inference.adapter.ModelsOnDemand;
import io.sluice.inference.adapter.PromptReader;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.Hooks;
import java.time.Duration;
import io.sluice.platform.trace.RequestLines;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests on models: any number of callers, one engine thread, which alone calls the models. Thread-safe.
 *
 * <p>An answer does not depend on what else runs: not on the slot, the batch, the chunks its prompt was read in, or the
 * requests beside it.
 *
 * <p>Bounds: {@link EngineSettings}. A reader that stops reading pauses its own sequences only, then loses them. A reader
 * that cancels frees its slots before the next step.
 */
public final class GenerationEngine implements ModelHost, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationEngine.class);
    private static final long CLOSE_MILLIS = 10_000;

    private final EngineSettings settings;
    private final Instruments instruments;
    private final GenerationObserver observer;
    private final ServedModels models = new ServedModels();
    private final Intake intake;
    private final DemandedModels demanded;
    private final EngineLoop loop;
    private final LikelihoodDesk likelihoods;
    private final Thread thread;

    public GenerationEngine(EngineSettings settings, Instruments instruments, GenerationObserver observer) {
        this.settings = settings;
        this.instruments = instruments;
        this.observer = observer;
        this.demanded = new DemandedModels(settings.queue());
        this.intake = new Intake(models, settings.sequenceRows());
        this.loop = new EngineLoop(settings, instruments, models);
        this.likelihoods = new LikelihoodDesk(settings, instruments, models, demanded, intake, loop);
        this.thread = Thread.ofPlatform().name("sluice-engine").daemon().start(loop);
    }

    /**
     * Makes a model known by its name. From now on only the engine calls its {@code forward}; the caller keeps it open
     * until the engine is closed, and closes it then.
     *
     * @throws IllegalArgumentException when the name is taken
     */
    public void serve(LanguageModel model, ModelRole role) {
        if (settings.kvBytes() > 0) {
            model.limitKvMemory(settings.kvBytes());
        }
        models.add(model, role);
    }

    /** From now on names of adapted models that requests bring are looked up there. */
    public void serveOnDemand(ModelsOnDemand source) {
        demanded.comeFrom(source);
    }

    @Override
    public void serveBesideBase(LanguageModel model, String base) {
        try (ServedModels.Lease lease = models.lease(base)) {
            serve(model, lease == null ? ModelRole.OTHER : lease.role());
        }
    }

    @Override
    public Optional<LanguageModel> find(String name) {
        return Optional.ofNullable(models.find(name));
    }

    @Override
    public Optional<Hold> hold(String name) {
        return Optional.ofNullable(models.lease(name)).map(lease -> lease::close);
    }

    @Override
    public CompletableFuture<Void> remove(String name) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        if (!models.remove(name, model -> forget(model, gone))) {
            gone.complete(null);
        }
        return gone;
    }

    @Override
    public Optional<CompletableFuture<Void>> removeUnused(String name) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        return models.removeUnused(name, model -> forget(model, gone)) ? Optional.of(gone) : Optional.empty();
    }

    /** Prefixes belong to the engine thread. */
    private void forget(LanguageModel model, CompletableFuture<Void> gone) {
        loop.between(() -> {
            loop.prefixes().forget(model);
            gone.complete(null);
        });
    }

    @Override
    public <T> CompletableFuture<T> between(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, loop::between);
    }

    /**
     * The request's events in the order of {@link GenerateEvent}; it ends with {@code onComplete} after
     * {@code Completed} or {@code Failed}. Every subscription generates anew; checking and tokenising happen on the
     * thread that subscribes, and signals come from the engine's thread or from the one that asks for more.
     */
    public Flow.Publisher<GenerateEvent> generate(GenerateRequest request) {
        return generate(request, event -> { });
    }

    /** @param alsoTold told of this request's end after the engine's own observer, under the same rules */
    public Flow.Publisher<GenerateEvent> generate(GenerateRequest request, GenerationObserver alsoTold) {
        GenerationObserver told = event -> {
            tell(observer, event);
            tell(alsoTold, event);
        };
        return reader -> submit(request, Hooks.NONE, reader, told);
    }

    /** @param hooks of the request's sequences, beside those of the model itself */
    Flow.Publisher<GenerateEvent> generate(GenerateRequest request, Hooks hooks) {
        return reader -> submit(request, hooks, reader, event -> tell(observer, event));
    }

    /**
     * Shows how a model reads a prompt. Checking and tokenising happen on the caller's thread; cancelling the future
     * cancels the reading.
     */
    public CompletableFuture<InspectOutcome> inspect(InspectRequest request) {
        GenerateRequest reading = Inspection.reading(request);
        if (!DemandedModels.concerns(reading)) {
            return inspect(request, reading);
        }
        CompletableFuture<InspectOutcome> outcome = new CompletableFuture<>();
        demanded.prepare(reading, reader(reading)).whenComplete((prepared, broken) -> {
            switch (prepared) {
                case DemandedModels.Prepared.Ready ready -> follow(inspect(request, ready.request()), outcome, ready.release());
                case DemandedModels.Prepared.Refused refused -> outcome.complete(new InspectOutcome.Failed(Inspection.named(refused.failure())));
                case null -> outcome.completeExceptionally(broken);
            }
        });
        return outcome;
    }

    private static void follow(CompletableFuture<InspectOutcome> inspecting, CompletableFuture<InspectOutcome> outcome, Runnable release) {
        inspecting.whenComplete((seen, error) -> {
            release.run();
            if (error == null) {
                outcome.complete(seen);
            } else {
                outcome.completeExceptionally(error);
            }
        });
        outcome.whenComplete((seen, error) -> {
            if (outcome.isCancelled()) {
                inspecting.cancel(false);
            }
        });
    }

    private CompletableFuture<InspectOutcome> inspect(InspectRequest request, GenerateRequest reading) {
        return switch (intake.check(reading)) {
            case Intake.Outcome.Refused refused ->
                    CompletableFuture.completedFuture(new InspectOutcome.Failed(Inspection.named(refused.failure())));
            case Intake.Outcome.Accepted accepted -> {
                CompletableFuture<InspectOutcome> outcome = inspect(request, reading, accepted.cast());
                outcome.whenComplete((seen, error) -> accepted.leases().close());
                yield outcome;
            }
        };
    }

    private CompletableFuture<InspectOutcome> inspect(InspectRequest request, GenerateRequest reading, Job.Cast cast) {
        Failed problem = Inspection.problem(request, cast.small(), cast.smallPrompt().length);
        if (problem != null) {
            return CompletableFuture.completedFuture(new InspectOutcome.Failed(problem));
        }
        Inspection inspection = new Inspection(request, cast.small(), cast.smallPrompt());
        CompletableFuture<Answer> read = Answer.of(generate(reading, inspection.hooks()));
        CompletableFuture<InspectOutcome> outcome = read.thenApply(answer -> answer.failure() == null
                ? new InspectOutcome.Seen(inspection::answer) : new InspectOutcome.Failed(Inspection.named(answer.failure())));
        outcome.whenComplete((seen, error) -> {
            if (outcome.isCancelled()) {
                read.cancel(false);
            }
        });
        return outcome;
    }

    /**
     * How likely a model holds texts to be. Checking and tokenising happen on the caller's thread; cancelling the future
     * cancels the reading. It waits in the same line as requests for answers, in one place, and its passages take slots one by
     * one; no event tells of it, {@link #likelihoods()} counts it.
     */
    public CompletableFuture<LikelihoodOutcome> likelihoods(LikelihoodRequest request) {
        return likelihoods.take(request);
    }

    public LikelihoodCounts likelihoods() {
        return likelihoods.counts();
    }

    private static void tell(GenerationObserver observer, InferenceCompleted event) {
        RequestLines.about(event.requestId(), () -> {
            try {
                observer.ended(event);
            } catch (RuntimeException broken) {
                LOG.error("an observer of requests failed", broken);
            }
        });
    }

    private void submit(GenerateRequest request, Hooks hooks, Flow.Subscriber<? super GenerateEvent> reader, GenerationObserver told) {
        long arrived = instruments.nanoTime().getAsLong();
        Outbox outbox = new Outbox(reader, settings.bufferedEvents(), loop::wake);
        reader.onSubscribe(outbox);
        if (!DemandedModels.concerns(request)) {
            begin(request, null, hooks, outbox, told, arrived);
            return;
        }
        GenerationObserver naming = event -> told.ended(event.named(DemandedModels.asked(request)));
        demanded.prepare(request, reader(request)).whenComplete((prepared, broken) -> RequestLines.about(request.requestId(), () -> {
            switch (prepared) {
                case DemandedModels.Prepared.Ready ready -> {
                    begin(ready.request(), ready.chosen(), hooks, outbox, naming, arrived);
                    ready.release().run();
                }
                case DemandedModels.Prepared.Refused refused -> refuse(request, outbox, naming, refused.failure(), arrived);
                case null -> fault(request, outbox, naming, arrived, broken);
            }
        }));
    }

    /** Not told as a request of its own: what it took is part of the one that it is for. */
    private PromptReader reader(GenerateRequest request) {
        return (model, hooks) -> Answer.of(reader -> submit(Inspection.reading(request, model), hooks, reader, event -> { }))
                .thenApply(answer -> answer.failure() != null ? new PromptReader.Reading.Refused(answer.failure())
                        : new PromptReader.Reading.Read(Objects.requireNonNull(answer.routing()).flops(), answer.routing().cpuSeconds()));
    }

    private void begin(GenerateRequest request, @Nullable Chosen chosen, Hooks hooks, Outbox outbox, GenerationObserver told, long arrived) {
        try {
            start(request, chosen, hooks, outbox, told, arrived);
        } catch (RuntimeException broken) {
            fault(request, outbox, told, arrived, broken);
        }
    }

    private void fault(GenerateRequest request, Outbox outbox, GenerationObserver told, long arrived, Throwable broken) {
        LOG.error("the request could not be started", broken);
        refuse(request, outbox, told, new Failed("internal", "engine_failure", "the engine failed on this request", null), arrived);
    }

    private void start(GenerateRequest request, @Nullable Chosen chosen, Hooks hooks, Outbox outbox, GenerationObserver told, long arrived) {
        switch (intake.check(request)) {
            case Intake.Outcome.Refused refused -> refuse(request, outbox, told, refused.failure(), arrived);
            case Intake.Outcome.Accepted accepted -> {
                boolean taken = false;
                try {
                    Job job = new Job(request, accepted, seed(request), arrived, outbox, told, loop.prefixes(), loop.sharing(), hooks, null);
                    if (chosen != null) {
                        job.ledger.chose(chosen);
                    }
                    taken = loop.offer(job);
                } finally {
                    if (!taken) {
                        accepted.leases().close();
                    }
                }
                if (!taken) {
                    refuse(request, outbox, told, new Failed("capacity", "overloaded",
                            "all " + settings.slots() + " slots are taken and " + loop.waiting() + " requests wait", null), arrived);
                }
            }
        }
    }

    private long seed(GenerateRequest request) {
        Long given = request.sampling().seed();
        if (given != null) {
            return given;
        }
        synchronized (instruments.seeds()) {
            return instruments.seeds().nextLong();
        }
    }

    private void refuse(GenerateRequest request, Outbox outbox, GenerationObserver told, Failed failure, long arrived) {
        if (tellable(request)) {
            RoutingReport nothing = new Ledger().report(request.plan(), false);
            told.ended(new InferenceCompleted(request.requestId(), request.tenant(), "failed", failure.code(), new Usage(0, 0),
                    nothing, null, (instruments.nanoTime().getAsLong() - arrived) / 1e6, instruments.clock().instant()));
        }
        outbox.offer(failure);
        outbox.complete();
    }

    /** JSON may lack what an event needs; such a request gets its answer and leaves no other trace. */
    private static boolean tellable(GenerateRequest request) {
        return Stream.of(request.requestId(), request.tenant(), request.plan()).allMatch(Objects::nonNull)
                && Stream.of(request.plan().policy(), request.plan().dials()).allMatch(Objects::nonNull);
    }

    /** Sequences being generated now. */
    public int running() {
        return loop.running();
    }

    /** Requests that wait for a slot for at least one of their choices. */
    public int queued() {
        return loop.waiting();
    }

    public int slots() {
        return settings.slots();
    }

    /**
     * The slowest of the last 64 passes. A prompt that is shorter than what others have left to read gets its first token
     * after the pass in progress and the few that {@link BatchPlan} says, as soon as it has a slot.
     */
    public Duration slowestPass() {
        return Duration.ofNanos(loop.times().slowestNanos());
    }

    /** Memory of keys and values that is taken, in all models; prefixes that are kept for requests to come included. */
    public long kvBytesHeld() {
        return models.bases().stream().map(LanguageModel::kvMemory).mapToLong(kv -> kv.pagesHeld() * kv.bytesPerPage()).sum();
    }

    /** Times that a sequence lost its keys and values to older ones, and read them again later. */
    public long parked() {
        return loop.pages().parked();
    }

    /** Requests that began as an earlier one of the same tenant did, counted once for each model that read them. */
    public long prefixHits() {
        return loop.prefixes().hits();
    }

    /** Tokens of prompts that were not read because an earlier request had begun with them. */
    public long prefixTokensSaved() {
        return loop.prefixes().tokensSaved();
    }

    /** Ended sequences whose keys and values are kept. */
    public int prefixesKept() {
        return loop.prefixes().entries();
    }

    /** What these take in memory; a page that two of them share counts twice. */
    public long prefixBytes() {
        return loop.prefixes().bytes();
    }

    /** False once the engine thread has ended, for whatever reason. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Ends every request with {@code shutting_down} and waits for the step in progress, at most ten seconds. */
    @Override
    public void close() {
        loop.close();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
