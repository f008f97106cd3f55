package io.sluice.trainer.worker;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingStarted;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.trainer.job.JobFolder;
import io.sluice.trainer.job.JobProgress;
import io.sluice.trainer.job.Outcome;
import io.sluice.trainer.job.Teller;
import io.sluice.trainer.job.Wish;
import io.sluice.trainer.registry.RegistryAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's go at one job: is it done already, train, upload, tell. It may end at any place and be made again: the
 * registry knows which jobs it has adapters of, training goes on from its checkpoint, and every other end comes out the
 * same again as long as the job's folder is there.
 */
final class JobAttempt implements Callable<Boolean>, JobProgress {

    private static final Logger LOG = LoggerFactory.getLogger(JobAttempt.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TrainingJob job;
    private final JobFolder folder;
    private final Surroundings around;
    private final Teller teller;
    private volatile Wish wish = Wish.GO_ON;

    JobAttempt(TrainingJob job, JobFolder folder, Surroundings around, Teller teller) {
        this.job = job;
        this.folder = folder;
        this.around = around;
        this.teller = teller;
    }

    void wish(Wish now) {
        wish = now;
    }

    @Override
    public Wish wish() {
        return wish;
    }

    /** True if the job has ended and that was told; false if it is to be gone on with, here or elsewhere. */
    @Override
    public Boolean call() {
        TrainingProgressEvent end = attempt();
        if (end == null) {
            return false;
        }
        while (wish != Wish.LEAVE) {
            if (teller.tell(end)
                    && (!(end instanceof TrainingRejected rejected) || teller.bury(rejected.code() + ": " + rejected.message()))) {
                LOG.info("job {} has ended: {}", job.id(), words(end));
                return true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return false;
    }

    private @Nullable TrainingProgressEvent attempt() {
        try {
            if (around.registry().madeBy(job.id(), job.adapter()) instanceof RegistryAnswer.Stored there) {
                return stored(there.version());
            }
            if (wish == Wish.CANCEL) {
                return new TrainingCancelled(job.id(), worker(), 0, now());
            }
            return switch (around.runs().run(job, folder, this)) {
                case Outcome.Trained trained -> upload();
                case Outcome.Interrupted interrupted -> null;
                case Outcome.Cancelled cancelled -> new TrainingCancelled(job.id(), worker(), cancelled.step(), now());
                case Outcome.Refused refused ->
                        new TrainingRejected(job.id(), worker(), refused.code(), refused.message(), refused.field(), now());
                case Outcome.Failed failed -> failed(failed.code(), failed.message());
            };
        } catch (IOException disk) {
            LOG.error("job {} failed on the disk", job.id(), disk);
            return failed("disk_failed", "the worker's disk failed: " + disk.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("job {} failed", job.id(), bug);
            return failed("internal_error", "the worker failed: " + bug.getClass().getSimpleName());
        }
    }

    private @Nullable TrainingProgressEvent upload() throws IOException {
        long begun = System.nanoTime();
        while (wish != Wish.LEAVE) {
            RegistryAnswer answer = around.registry().madeBy(job.id(), job.adapter());
            if (answer instanceof RegistryAnswer.Absent) {
                answer = around.registry().upload(job.adapter(), folder.adapter());
            }
            switch (answer) {
                case RegistryAnswer.Stored there -> {
                    return stored(there.version());
                }
                case RegistryAnswer.Refused refused -> {
                    return failed("registry_refused", refused.code() + ": " + refused.message());
                }
                case RegistryAnswer.Absent absent -> throw new IllegalStateException("an upload has no such answer");
                case RegistryAnswer.Away away -> LOG.warn("job {} waits for the registry: {}", job.id(), away.why());
            }
            if (System.nanoTime() - begun > around.settings().uploadPatience().toNanos()) {
                return failed("registry_away", "the registry did not take the adapter within " + around.settings().uploadPatience());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return null;
    }

    private TrainingProgressEvent stored(AdapterVersion version) {
        AdapterManifest manifest = version.manifest();
        return version.stage() == AdapterStage.REJECTED
                ? failed("registry_rejected", Objects.requireNonNullElse(version.reason(), "the version was rejected"))
                : new TrainingCompleted(
                        job.id(), worker(), manifest.name(), manifest.version(), manifest.digest(), manifest.metrics(), now());
    }

    private static String words(TrainingProgressEvent end) {
        return switch (end) {
            case TrainingCompleted done -> "the registry has " + done.adapter() + "@" + done.version();
            case TrainingCancelled cancelled -> "cancelled at step " + cancelled.step();
            case TrainingRejected rejected -> "refused, " + rejected.code() + ": " + rejected.message();
            case TrainingFailed failed -> "failed, " + failed.code() + ": " + failed.message();
            case TrainingStarted started -> started.type();
            case TrainingProgressed progressed -> progressed.type();
        };
    }

    private TrainingFailed failed(String code, String message) {
        return new TrainingFailed(job.id(), worker(), code, message, now());
    }

    @Override
    public void started(int step, int steps) {
        LOG.info("job {} begins at step {} of {}: {} of {} as {}", job.id(), step, steps, job.kind(), job.base(), job.adapter());
        teller.tell(new TrainingStarted(job.id(), worker(), step, steps, now()));
    }

    @Override
    public void progressed(int step, int steps, double loss, double cpuSeconds) {
        LOG.info("job {} is at step {} of {}, loss {}", job.id(), step, steps, String.format(Locale.ROOT, "%.4f", loss));
        teller.tell(new TrainingProgressed(job.id(), worker(), step, steps, loss, cpuSeconds, now()));
    }

    private String worker() {
        return around.settings().name();
    }

    private Instant now() {
        return around.clock().instant();
    }
}
