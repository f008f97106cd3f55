package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.inference.adapter.PromptReader;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.Hooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests for likelihoods and gives their passages to the engine: all of them in one place of the line, each a sequence
 * that reads and writes nothing, keeps nothing for others, and is not told as a request of its own. Thread-safe.
 */
final class LikelihoodDesk {

    private final EngineSettings settings;
    private final Instruments instruments;
    private final ServedModels models;
    private final DemandedModels demanded;
    private final EngineLoop loop;
    private final LikelihoodIntake intake;
    private final LikelihoodCounts counts = new LikelihoodCounts();

    LikelihoodDesk(EngineSettings settings, Instruments instruments, ServedModels models, DemandedModels demanded, Intake intake, EngineLoop loop) {
        this.settings = settings;
        this.instruments = instruments;
        this.models = models;
        this.demanded = demanded;
        this.loop = loop;
        this.intake = new LikelihoodIntake(intake);
    }

    LikelihoodCounts counts() {
        return counts;
    }

    CompletableFuture<LikelihoodOutcome> take(LikelihoodRequest request) {
        CompletableFuture<LikelihoodOutcome> outcome = begin(request);
        outcome.whenComplete((end, broken) -> count(end, outcome.isCancelled()));
        return outcome;
    }

    private void count(@Nullable LikelihoodOutcome end, boolean cancelled) {
        if (end instanceof LikelihoodOutcome.Scored scored) {
            counts.completed(scored.answer().likelihoods().size(), scored.answer().likelihoods().stream().mapToLong(each -> each.tokens()).sum());
        } else if (cancelled) {
            counts.cancelled();
        } else {
            counts.failed();
        }
    }

    private CompletableFuture<LikelihoodOutcome> begin(LikelihoodRequest request) {
        long arrived = instruments.nanoTime().getAsLong();
        Failed problem = LikelihoodIntake.problem(request);
        if (problem != null) {
            return failed(problem);
        }
        GenerateRequest reading = LikelihoodIntake.reading(request);
        if (!DemandedModels.concerns(reading)) {
            return start(request, reading, arrived);
        }
        CompletableFuture<LikelihoodOutcome> outcome = new CompletableFuture<>();
        demanded.prepare(reading, noReader()).whenComplete((prepared, broken) -> {
            switch (prepared) {
                case DemandedModels.Prepared.Ready ready -> {
                    CompletableFuture<LikelihoodOutcome> started = outcome.isDone() ? failed(cancelled()) : start(request, ready.request(), arrived);
                    ready.release().run();
                    follow(started, outcome);
                }
                case DemandedModels.Prepared.Refused refused -> outcome.complete(new LikelihoodOutcome.Failed(named(refused.failure())));
                case null -> outcome.completeExceptionally(broken);
            }
        });
        return outcome;
    }

    private static void follow(CompletableFuture<LikelihoodOutcome> started, CompletableFuture<LikelihoodOutcome> outcome) {
        started.whenComplete((end, broken) -> {
            if (broken == null) {
                outcome.complete(end);
            } else {
                outcome.completeExceptionally(broken);
            }
        });
        outcome.whenComplete((end, broken) -> {
            if (outcome.isCancelled()) {
                started.cancel(false);
            }
        });
    }

    private CompletableFuture<LikelihoodOutcome> start(LikelihoodRequest request, GenerateRequest reading, long arrived) {
        String name = reading.plan().small();
        try (ServedModels.Lease lease = models.lease(name)) {
            if (lease == null) {
                return failed(new Failed("user", "model_not_found", "no model named " + Intake.printable(name) + " is served here", "model"));
            }
            return switch (intake.check(request, lease.model())) {
                case LikelihoodIntake.Checked.Unsound unsound -> failed(unsound.failure());
                case LikelihoodIntake.Checked.Sound sound -> read(reading, lease, sound.passages(), arrived);
            };
        }
    }

    private CompletableFuture<LikelihoodOutcome> read(GenerateRequest reading, ServedModels.Lease model, List<@Nullable Scoring> passages, long arrived) {
        LikelihoodRun run = new LikelihoodRun(model.model().info(), passages, counts);
        List<Job> jobs = new ArrayList<>();
        for (Scoring passage : passages) {
            if (LikelihoodRun.reads(passage)) {
                jobs.add(job(reading, model, passage, run, arrived));
            }
        }
        if (!jobs.isEmpty() && !loop.offer(jobs)) {
            jobs.forEach(Job::giveUp);
            return failed(new Failed("capacity", "overloaded",
                    "all " + settings.slots() + " slots are taken and " + loop.waiting() + " requests wait", null));
        }
        run.begun();
        return run.outcome();
    }

    private Job job(GenerateRequest reading, ServedModels.Lease lease, Scoring passage, LikelihoodRun run, long arrived) {
        int[] tokens = passage.read();
        Intake.Leases leases = new Intake.Leases();
        LanguageModel model = leases.add(lease.again()).model();
        Job.Cast cast = new Job.Cast(model, model, tokens, tokens, model.info(), false, Map.of());
        var reader = run.reader();
        Outbox outbox = new Outbox(reader, settings.bufferedEvents(), loop::wake);
        reader.onSubscribe(outbox);
        return new Job(reading, new Intake.Outcome.Accepted(cast, 0, leases), 0, arrived, outbox, run::ended, loop.prefixes(), loop.sharing(),
                Hooks.NONE, passage);
    }

    private static PromptReader noReader() {
        return (model, hooks) -> CompletableFuture.completedFuture(new PromptReader.Reading.Refused(
                new Failed("user", "invalid_request", "model must name its adapter", "model")));
    }

    private static Failed cancelled() {
        return new Failed("external", "cancelled", "nobody waits for the answer", null);
    }

    private static Failed named(Failed failure) {
        return Inspection.named(failure);
    }

    private static CompletableFuture<LikelihoodOutcome> failed(Failed failure) {
        return CompletableFuture.completedFuture(new LikelihoodOutcome.Failed(failure));
    }
}
