package io.sluice.selection.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionCompleted;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionFailed;
import io.sluice.contracts.event.SelectionStepRequested;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventCodec;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.job.Step;
import io.sluice.selection.job.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a record that asks for a step to the fact that says what came of it. Thread-safe; waits as long as it takes, until it is interrupted. */
public final class StepTask {

    private static final Logger LOG = LoggerFactory.getLogger(StepTask.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String worker;
    private final JobBook book;
    private final Desk<SelectionEvent> desk;
    private final StepRunner runner;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final MeterRegistry meters;
    private final StepsUnderWay underWay = new StepsUnderWay();

    /** @param worker the replica's name, in facts */
    public StepTask(String worker, JobBook book, Desk<SelectionEvent> desk, StepRunner runner, EventCodec codec, DeadLetters deadLetters,
            Clock clock, MeterRegistry meters) {
        this.worker = worker;
        this.book = book;
        this.desk = desk;
        this.runner = runner;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.meters = meters;
        book.watch(fact -> {
            if (fact instanceof SelectionCancelled || fact instanceof SelectionFailed || fact instanceof SelectionCompleted) {
                underWay.stop(fact.job());
            }
        });
    }

    /** Whether the record needs no more to be done: its step is of record, or over, or can't be done by anybody. */
    boolean done(ConsumerRecord<byte[], byte[]> record) {
        try {
            switch (codec.decode(record)) {
                case EventCodec.Decoded.Known(SelectionStepRequested task) -> work(record, task);
                case EventCodec.Decoded.Known other -> bury(record, "the event asks for no step");
                case EventCodec.Decoded.Unknown type -> LOG.warn("events of the type {} are not known here", type.type());
                case EventCodec.Decoded.Broken broken -> bury(record, broken.reason());
            }
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private void work(ConsumerRecord<byte[], byte[]> record, SelectionStepRequested task) throws InterruptedException {
        Step step;
        try {
            step = Step.named(task.step());
        } catch (IllegalArgumentException unknown) {
            bury(record, String.valueOf(unknown.getMessage()));
            return;
        }
        if (!book.wanted(task.job(), step) && !book.over(task.job(), step)) {
            // Whoever asked may know more than this replica does yet.
            untilDone(desk::upToNow);
        }
        Optional<SelectionJob> job = book.find(task.job());
        if (job.isEmpty()) {
            bury(record, "there is no job " + task.job());
        } else if (book.wanted(task.job(), step)) {
            tell(result(record, job.get(), step, task.attempt()));
            count(step, "done");
        } else {
            count(step, "over");
        }
        // What was written after the end.
        book.find(task.job()).filter(each -> each.status().ended()).ifPresent(runner::release);
    }

    /** A bug fails its job and not the partition. */
    private SelectionEvent result(ConsumerRecord<byte[], byte[]> record, SelectionJob job, Step step, int attempt) throws InterruptedException {
        underWay.enter(job.id());
        try {
            return runner.run(job, step, attempt);
        } catch (RuntimeException bug) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.error("step {} of job {} failed", step.name(), job.id(), bug);
            bury(record, bug.getClass().getSimpleName());
            return new SelectionFailed(job.id(), worker, "internal_error", null, "step " + step.name() + " failed: " + bug.getClass().getSimpleName(),
                    clock.instant());
        } finally {
            underWay.leave();
        }
    }

    private void tell(SelectionEvent fact) throws InterruptedException {
        untilDone(() -> desk.append(fact));
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, String reason) throws InterruptedException {
        LOG.error("record {}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
        untilDone(() -> deadLetters.bury(record, reason));
        meters.counter("sluice.events.dead", "topic", record.topic()).increment();
    }

    private void count(Step step, String outcome) {
        String kind = step instanceof Step.Score ? "score" : step.name();
        meters.counter("sluice.selection.steps", "step", kind, "outcome", outcome).increment();
    }

    /** While the broker is away nothing is lost but time. */
    private static void untilDone(Attempt attempt) throws InterruptedException {
        while (true) {
            try {
                attempt.begin().get();
                return;
            } catch (ExecutionException away) {
                LOG.info("the log does not answer; it is tried again: {}", String.valueOf(away.getCause()));
                LockSupport.parkNanos(PAUSE.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        CompletableFuture<?> begin();
    }
}
