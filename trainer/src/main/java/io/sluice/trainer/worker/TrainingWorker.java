package io.sluice.trainer.worker;

import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.trainer.dataset.DataSetClient;
import io.sluice.trainer.job.JobFolder;
import io.sluice.trainer.job.JobRun;
import io.sluice.trainer.job.Wish;
import io.sluice.trainer.kafka.JobQueue;
import io.sluice.trainer.kafka.JobRecord;
import io.sluice.trainer.kafka.JobTeller;
import io.sluice.trainer.registry.RegistryClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the jobs of the topic, one at a time. {@link #run} reads the topic on the caller's thread while a second one trains;
 * {@link #close}, from any thread, stops both within a few steps, and the job goes on when a worker is there again.
 */
public final class TrainingWorker implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingWorker.class);
    private static final Duration BROKER_PAUSE = Duration.ofMillis(500);
    /** After which a worker without a partition says so: ten seconds. */
    private static final int POLLS_UNASSIGNED = 50;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private final EventCodec codec;
    private final EventPublisher events;
    private final DeadLetters deadLetters;
    private final Surroundings around;
    private final ExecutorService trainer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("sluice-training").daemon().factory());
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private @Nullable Running running;

    private record Running(JobRecord job, JobFolder folder, JobAttempt attempt, Future<Boolean> result) {
    }

    /** The caller closes what it gives, after this. */
    public TrainingWorker(WorkerSettings settings, String bootstrapServers, EventCodec codec, EventPublisher events,
            DeadLetters deadLetters, RegistryClient registry, DataSetClient rows, Clock clock) {
        this.bootstrapServers = bootstrapServers;
        this.codec = codec;
        this.events = events;
        this.deadLetters = deadLetters;
        JobRun runs = new JobRun(settings.models(), settings.files(), settings.limits(), settings.codeVersion(), rows);
        this.around = new Surroundings(settings, runs, registry, clock);
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                try (JobQueue queue = new JobQueue(bootstrapServers, around.settings().name(), codec, deadLetters, () -> closing)) {
                    follow(queue);
                } catch (KafkaException away) {
                    LOG.warn("jobs can't be read now: {}", away.getMessage());
                    leave();
                    LockSupport.parkNanos(BROKER_PAUSE.toNanos());
                }
            }
        } finally {
            trainer.shutdownNow();
            ended.countDown();
        }
    }

    private void follow(JobQueue queue) {
        for (int polls = 1; !closing; polls++) {
            queue.poll();
            if (polls == POLLS_UNASSIGNED && !queue.assigned()) {
                LOG.warn("no jobs are this worker's yet: is the broker at {}, and are there fewer workers than partitions?", bootstrapServers);
            }
            Running now = running;
            if (now == null) {
                JobRecord next = queue.next();
                if (next != null) {
                    running = begin(next);
                }
            } else if (now.result().isDone()) {
                running = null;
                settle(now, queue);
            } else {
                now.attempt().wish(queue.lost(now.job()) ? Wish.LEAVE
                        : queue.cancelled(now.job().id()) ? Wish.CANCEL : Wish.GO_ON);
            }
        }
        leave();
    }

    private Running begin(JobRecord job) {
        JobFolder folder = new JobFolder(around.settings().work(), job.id());
        JobAttempt attempt = new JobAttempt(
                job.request().job(), folder, around, new JobTeller(job.record(), events, deadLetters));
        return new Running(job, folder, attempt, trainer.submit(attempt));
    }

    /** An ended job is acknowledged, and its folder goes; one that was left has another worker by now. */
    private static void settle(Running done, JobQueue queue) {
        try {
            if (done.result().get()) {
                queue.done(done.job());
                done.folder().delete();
            }
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a job ended without an outcome", bug.getCause());
        } catch (IOException disk) {
            LOG.warn("the folder of job {} can't be deleted", done.job().id(), disk);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What runs keeps a checkpoint and stops. */
    private void leave() {
        Running now = running;
        running = null;
        if (now == null) {
            return;
        }
        now.attempt().wish(Wish.LEAVE);
        try {
            now.result().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.warn("job {} did not stop in time; it goes on from its last checkpoint", now.job().id(), late);
            now.result().cancel(true);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when {@link #run} has, {@code run} having been called. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!ended.await(2 * STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the worker does not stop");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
