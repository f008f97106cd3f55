package io.sluice.inference.batching;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.inference.decoding.BrokenLogitsException;
import io.sluice.inference.decoding.constraint.grammar.ConstraintTooCostlyException;
import io.sluice.inference.engine.KvExhaustedException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.HookFailedException;
import io.sluice.platform.trace.RequestLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine thread. One step: take in new requests; drop those that were cancelled, are late, or whose reader sleeps;
 * fill free slots; then, from the smallest model to the largest, one forward pass over everything that waits for that
 * model. A policy that turns to the large model at a token is served by the large model's pass of the same step.
 *
 * <p>Requests take slots in the order of {@link FairLine}, one choice at a time: a request with many choices goes back to
 * the end of its tenant's line after each, so that it can't keep the others out.
 */
final class EngineLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
    /** Cancellation and demand wake the thread; this only bounds how late a deadline is noticed while all wait. */
    private static final long NAP_NANOS = 20_000_000;
    private static final long SLEEP_NANOS = 1_000_000_000;

    private final EngineSettings settings;
    private final Instruments instruments;
    private final ServedModels models;
    private final RowRate rate;
    private final StepTimes times = new StepTimes();
    private final PassSharing sharing = new PassSharing();
    private final PrefixStore prefixes;
    private final PageRelief pages;
    private final Arrivals arrivals;
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private final FairLine line = new FairLine();
    private final List<Job> jobs = new ArrayList<>();
    private final List<Choice> running = new ArrayList<>();
    private volatile int runningCount;
    private volatile boolean signalled;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    EngineLoop(EngineSettings settings, Instruments instruments, ServedModels models) {
        this.settings = settings;
        this.instruments = instruments;
        this.models = models;
        this.rate = new RowRate(settings);
        this.arrivals = new Arrivals(settings.queue());
        this.prefixes = new PrefixStore(settings.prefixes());
        this.pages = new PageRelief(prefixes, jobs, running, settings.sequenceRows());
    }

    /** False when the line is full or the engine is closing. */
    boolean offer(Job job) {
        return offer(List.of(job));
    }

    /**
     * The same for jobs of one request, which take one place together.
     *
     * @param jobs at least one
     */
    boolean offer(List<Job> jobs) {
        if (!arrivals.offer(jobs, () -> closing)) {
            return false;
        }
        wake();
        return true;
    }

    /**
     * Runs something short between two passes, on the engine thread, or at once when that has ended: what must not meet a
     * pass, or belongs to the engine thread.
     */
    void between(Runnable errand) {
        errands.add(errand);
        if (ended && errands.remove(errand)) {
            run(errand);
        } else {
            wake();
        }
    }

    private void runErrands() {
        for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
            run(errand);
        }
    }

    private static void run(Runnable errand) {
        try {
            errand.run();
        } catch (RuntimeException | VirtualMachineError broken) {
            LOG.error("something that was to run between two passes failed", broken);
        }
    }

    /** Used by the engine thread. */
    PassSharing sharing() {
        return sharing;
    }

    /** Used by the engine thread; its figures are for all. */
    PrefixStore prefixes() {
        return prefixes;
    }

    StepTimes times() {
        return times;
    }

    /** Used by the engine thread; its figures are for all. */
    PageRelief pages() {
        return pages;
    }

    int running() {
        return runningCount;
    }

    int waiting() {
        return arrivals.waiting();
    }

    void wake() {
        signalled = true;
        LockSupport.unpark(thread);
    }

    void close() {
        closing = true;
        wake();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!closing) {
                signalled = false;
                if (!step() && !signalled && !closing) {
                    LockSupport.parkNanos(this, jobs.isEmpty() ? SLEEP_NANOS : NAP_NANOS);
                }
            }
        } finally {
            closing = true;
            takeArrivals();
            List.copyOf(jobs).forEach(job -> fail(job, "capacity", "shutting_down", "the service is shutting down"));
            ended = true;
            runErrands();
            prefixes.close();
        }
    }

    private boolean step() {
        runErrands();
        takeArrivals();
        sweep();
        admit();
        boolean worked = false;
        for (LanguageModel base : models.bases()) {
            worked |= pass(base);
        }
        return worked;
    }

    private void takeArrivals() {
        for (List<Job> together = arrivals.poll(); together != null; together = arrivals.poll()) {
            for (Job job : together) {
                jobs.add(job);
                line.add(job);
                job.send(new GenerateEvent.Started(job.request.requestId(), job.promptTokens()));
            }
        }
    }

    private void sweep() {
        long now = instruments.nanoTime().getAsLong();
        for (Job job : List.copyOf(jobs)) {
            boolean full = !job.outbox.hasRoom();
            if (full && !job.full) {
                job.fullSinceNanos = now;
            }
            job.full = full;
            if (job.outbox.cancelled()) {
                end(job, "cancelled", null);
            } else if (now - job.deadlineNanos >= 0) {
                fail(job, "external", "deadline_exceeded", "the deadline passed before the answer was complete");
            } else if (full && now - job.fullSinceNanos > settings.slowReader().toNanos()) {
                fail(job, "capacity", "slow_consumer", "the answer was not read for " + settings.slowReader().toSeconds() + " s");
            }
        }
    }

    private void admit() {
        pages.resume();
        boolean crowded = running.stream().anyMatch(Choice::parked);
        while (running.size() < settings.slots() && !crowded) {
            Job job = line.next();
            if (job == null || !pages.roomFor(job)) {
                // Nobody overtakes a request that waits for memory, or it would wait for ever.
                break;
            }
            Choice choice = job.startNext();
            line.started(job);
            if (job.allStarted()) {
                arrivals.waitsNoLonger(job);
            }
            running.add(choice);
            if (choice.finishesWithoutModel()) {
                retire(choice);
            }
        }
        runningCount = running.size();
    }

    /** One pass for all models that share it. */
    private boolean pass(LanguageModel base) {
        List<Reading> whole = new ArrayList<>();
        for (Choice choice : List.copyOf(running)) {
            Reading reading = guarded(choice, () -> wanted(choice, base));
            if (reading != null) {
                whole.add(reading);
            }
        }
        if (whole.isEmpty()) {
            return false;
        }
        compute(base, new BatchPlan(settings.prefillChunk(), rate.rows(base)).cut(whole));
        return true;
    }

    /** What the choice waits for from a model of this base; null when that is nothing, or when its reader has to catch up first. */
    private @Nullable Reading wanted(Choice choice, LanguageModel base) {
        while (!choice.finished() && !choice.parked() && choice.reader().base() == base && choice.job().outbox.hasRoom()) {
            Reading reading = choice.next();
            if (reading == null || reading.rows() > 0) {
                return reading;
            }
            choice.deliverShared(reading, instruments.nanoTime().getAsLong());
            retireIfFinished(choice);
        }
        return null;
    }

    /** Sequences whose neighbour needs their pages, or breaks the pass, are no part of the next try. */
    private void compute(LanguageModel model, List<Reading> planned) {
        List<Reading> batch = planned.stream().filter(Reading::open).toList();
        if (batch.isEmpty()) {
            return;
        }
        long start = instruments.nanoTime().getAsLong();
        long cpu = instruments.cpuNanos().getAsLong();
        List<float[][]> logits;
        try {
            logits = model.forward(batch.stream().map(Reading::segmentOnBase).toList());
        } catch (KvExhaustedException full) {
            if (pages.free(model)) {
                compute(model, batch);
            } else {
                batch.forEach(reading -> fail(reading.choice().job(), full));
            }
            return;
        } catch (RuntimeException | VirtualMachineError broken) {
            isolate(model, batch, broken);
            return;
        }
        share(batch, instruments.cpuNanos().getAsLong() - cpu);
        long now = instruments.nanoTime().getAsLong();
        times.took(now - start);
        rate.measured(model, batch.stream().mapToInt(Reading::rows).sum(), now - start);
        sharing.passed(model, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Reading reading = batch.get(i);
            float[][] rows = logits.get(i);
            guarded(reading.choice(), () -> deliver(reading, rows, now));
        }
    }

    /** No cache has changed, so each sequence is tried alone; whose pass fails again fails with it. */
    private void isolate(LanguageModel model, List<Reading> batch, Throwable broken) {
        boolean unchanged = batch.stream().allMatch(reading -> reading.lane().read() == reading.from());
        if (batch.size() > 1 && unchanged) {
            LOG.warn("a forward pass of {} over {} sequences failed, each is tried alone", model.info().name(), batch.size());
            batch.forEach(reading -> compute(model, List.of(reading)));
        } else {
            for (Reading reading : batch) {
                Job job = reading.choice().job();
                RequestLines.about(job.request.requestId(), () -> LOG.error("the forward pass of {} failed", model.info().name(), broken));
                fail(job, broken);
            }
        }
    }

    /** A pass is paid for by its rows, each by the operations it needs. */
    private void share(List<Reading> batch, long cpuNanos) {
        double total = batch.stream().mapToDouble(Reading::flops).sum();
        for (Reading reading : batch) {
            double part = total > 0 ? reading.flops() / total : 1.0 / batch.size();
            Job job = reading.choice().job();
            job.ledger.spent(cpuNanos * part);
            line.charge(job.request.tenant(), job.beyondDeposit(reading));
        }
    }

    private @Nullable Reading deliver(Reading reading, float[][] rows, long now) {
        Choice choice = reading.choice();
        if (!choice.job().ended() && !choice.finished()) {
            long cpu = instruments.cpuNanos().getAsLong();
            choice.deliver(reading, rows, now);
            choice.job().ledger.spent(instruments.cpuNanos().getAsLong() - cpu);
            retireIfFinished(choice);
        }
        return null;
    }

    private void retireIfFinished(Choice choice) {
        if (choice.finished()) {
            retire(choice);
        }
    }

    private void retire(Choice choice) {
        Job job = choice.job();
        running.remove(choice);
        running.removeAll(job.stopLost());
        runningCount = running.size();
        if (job.choiceFinished(instruments.nanoTime().getAsLong())) {
            end(job, "completed", null);
        }
    }

    /** One request's fault must not touch another. */
    private @Nullable Reading guarded(Choice choice, Supplier<@Nullable Reading> work) {
        if (choice.job().ended()) {
            return null;
        }
        try {
            return work.get();
        } catch (RuntimeException | VirtualMachineError broken) {
            RequestLines.about(choice.job().request.requestId(), () -> LOG.error("the request failed", broken));
            fail(choice.job(), broken);
            return null;
        }
    }

    private void fail(Job job, Throwable broken) {
        if (broken instanceof OutOfMemoryError) {
            fail(job, "capacity", "out_of_memory", "there is not enough memory for this request now");
        } else if (broken instanceof KvExhaustedException) {
            fail(job, "capacity", "kv_exhausted", "the memory for keys and values is too small for this request");
        } else if (broken instanceof HookFailedException) {
            fail(job, "internal", "hook_failed", "a hook of this request failed");
        } else if (broken instanceof ConstraintTooCostlyException) {
            fail(job, "user", "format_too_costly", "the answer's format takes too much work at this place; make it simpler");
        } else if (broken instanceof BrokenLogitsException) {
            fail(job, "internal", "broken_logits", "the model returned numbers that no token can be drawn from");
        } else {
            fail(job, "internal", "engine_failure", "the engine failed on this request");
        }
    }

    private void fail(Job job, String kind, String code, String message) {
        end(job, "failed", new Failed(kind, code, message, null));
    }

    private void end(Job job, String outcome, @Nullable Failed failure) {
        if (job.ended()) {
            return;
        }
        InferenceCompleted event = job.end(outcome, failure, instruments.nanoTime().getAsLong(), instruments.clock().instant());
        jobs.remove(job);
        running.removeIf(choice -> choice.job() == job);
        runningCount = running.size();
        if (line.remove(job)) {
            arrivals.waitsNoLonger(job);
        }
        job.observer.ended(event);
        job.send(failure != null ? failure : new GenerateEvent.Completed(event.usage(), event.routing()));
        job.outbox.complete();
    }
}
