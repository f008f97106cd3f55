package io.sluice.selection.local;

import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionJob.Phase;
import io.sluice.contracts.selection.SelectionJob.Progress;
import io.sluice.selection.job.JobFold;
import io.sluice.selection.job.Step;
import io.sluice.selection.work.Facts;
import io.sluice.selection.work.JobSpec;
import io.sluice.selection.work.JobSteps;
import io.sluice.selection.work.StepOutcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One job on the threads of this process. Its facts are folded as they are on a topic; they need not be kept, since the artefacts
 * that the steps find say the same again.
 */
final class LocalJob {

    private static final String WORKER = "local";
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);
    private static final int STOP_SECONDS_MAX = 5;

    private final JobSpec spec;
    private final JobSteps steps;
    private final int threads;
    private final Console console;
    private final Clock clock;
    private final JobFold fold = new JobFold();
    private final Set<Step> underWay = new HashSet<>();
    private Rate rate = new Rate();
    private long begun = System.nanoTime();

    private record Done(Step step, StepOutcome outcome) {
    }

    LocalJob(JobSpec spec, JobSteps steps, int threads, Console console, Clock clock) {
        this.spec = spec;
        this.steps = steps;
        this.threads = threads;
        this.console = console;
        this.clock = clock;
    }

    /**
     * Returns when the job has ended.
     *
     * @throws IOException where files fail; what was done is kept
     * @throws Stopped     where this thread was interrupted; what was done is kept
     */
    SelectionJob run() throws IOException, Stopped {
        fold.apply(new SelectionRequested(spec.job(), spec.request(), spec.poolInput(), spec.targetInput(), "command line", clock.instant()));
        console.begin();
        try (Crew crew = new Crew(threads)) {
            while (!fold.status().ended()) {
                for (Step step : fold.open(clock.instant(), 2 * threads)) {
                    if (underWay.add(step)) {
                        crew.begin(() -> new Done(step, steps.run(spec, step)));
                    }
                }
                Done next = crew.next(wait(clock.instant()));
                if (next != null) {
                    take(next);
                } else {
                    busy();
                }
            }
            console.clear();
            return fold.view();
        } catch (InterruptedException stopped) {
            Progress at = fold.view().progress();
            throw new Stopped(at.shardsDone(), at.shards());
        }
    }

    private void busy() {
        Phase phase = fold.view().phase();
        if (!underWay.isEmpty() && phase != Phase.SCORING) {
            console.busy(phase == Phase.PREPARING ? "preparing" : "choosing", (System.nanoTime() - begun) / 1e9);
        }
    }

    /** Until a delay is over; one that is over already has its step under way. */
    private Duration wait(Instant now) {
        return fold.wakes().map(at -> Duration.between(now, at)).filter(left -> left.isPositive() && left.compareTo(WAIT_MAX) < 0).orElse(WAIT_MAX);
    }

    private void take(Done next) throws IOException {
        underWay.remove(next.step());
        // Whether a disk has space again is for the caller to say; a model may come back by itself.
        if (next.outcome() instanceof StepOutcome.Later later && later.files()) {
            throw new IOException(later.message());
        }
        fold.apply(Facts.of(spec.job(), WORKER, next.step(), fold.attempt(next.step()), next.outcome(), null, clock.instant()));
        tell(next);
    }

    private void tell(Done next) {
        SelectionJob job = fold.view();
        Progress at = job.progress();
        switch (next.outcome()) {
            case StepOutcome.Prepared prepared -> {
                console.say("prepared " + spec.selector().name());
                rate = new Rate();
                console.begin();
            }
            case StepOutcome.Scored scored -> {
                rate.add(scored.fresh() ? scored.records() : 0);
                console.progress("scoring", at.rowsDone(), at.rows(), String.format(Locale.ROOT, "%,d/%,d shards  %s", at.shardsDone(), at.shards(),
                        rate.told(at.rows() - at.rowsDone())));
                if (at.shardsDone() == at.shards()) {
                    console.say(String.format(Locale.ROOT, "scored %,d rows; looking for duplicates and choosing", at.rows()));
                    begun = System.nanoTime();
                }
            }
            case StepOutcome.Later later when job.waiting() != null -> console.say("waiting: " + later.message() + "; tried again at "
                    + job.waiting().until());
            default -> { }
        }
    }

    /** Threads that do steps; closed, they are stopped. One that doesn't listen is not waited for: what it leaves half-done the next start deletes. */
    private static final class Crew implements AutoCloseable {

        private final ExecutorService threads;
        private final CompletionService<Done> done;

        Crew(int threads) {
            this.threads = Executors.newFixedThreadPool(threads);
            this.done = new ExecutorCompletionService<>(this.threads);
        }

        void begin(Callable<Done> step) {
            done.submit(step);
        }

        /** Null where none is done within that time. */
        @Nullable Done next(Duration within) throws InterruptedException {
            Future<Done> next = done.poll(within.toMillis(), TimeUnit.MILLISECONDS);
            try {
                return next == null ? null : next.get();
            } catch (ExecutionException bug) {
                throw new IllegalStateException("a step failed", bug.getCause());
            }
        }

        @Override
        public void close() throws InterruptedException {
            threads.shutdownNow();
            threads.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }
}
