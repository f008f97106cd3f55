package io.sluice.selection.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.TrainingStarted;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.event.EventReader;
import io.sluice.selection.promotion.Trainings;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What trainers tell, folded: an end that was told stays. Bounded: the jobs that were told of least lately are forgotten. */
public final class TrainingLog implements Trainings, AutoCloseable {

    private static final int JOBS_MAX = 10_000;

    private final EventPublisher publisher;
    private final Clock clock;
    private final Map<String, Progress> jobs = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Progress> eldest) {
            return size() > JOBS_MAX;
        }
    };
    /** By this process, of jobs that nothing was told of yet. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final EventReader reader;

    public TrainingLog(EventCodec codec, EventPublisher publisher, String bootstrapServers, Clock clock, MeterRegistry meters) {
        this.publisher = publisher;
        this.clock = clock;
        this.reader = new EventReader(Topics.TRAINING_PROGRESS, codec, bootstrapServers, this::read, meters);
    }

    private void read(SluiceEvent event) {
        if (event instanceof TrainingProgressEvent told) {
            asked.remove(told.job());
            Progress progress = progress(told);
            synchronized (jobs) {
                jobs.merge(told.job(), progress, (before, now) -> before instanceof Progress.Running || now instanceof Progress.Done ? now : before);
            }
        }
    }

    private static Progress progress(TrainingProgressEvent event) {
        return switch (event) {
            case TrainingStarted it -> new Progress.Running(it.step(), it.steps(), it.at());
            case TrainingProgressed it -> new Progress.Running(it.step(), it.steps(), it.at());
            case TrainingCompleted it -> new Progress.Done(new Pipeline.Candidate(it.version(), it.digest(), it.job(), it.metrics()));
            case TrainingRejected it -> new Progress.Ended(it.code(), it.field(), it.message());
            case TrainingFailed it -> new Progress.Ended(it.code(), null, it.message());
            case TrainingCancelled it -> new Progress.Ended("training_cancelled", null, "the training job was cancelled after step " + it.step());
        };
    }

    @Override
    public Progress find(String job) {
        synchronized (jobs) {
            return jobs.getOrDefault(job, new Progress.Unknown());
        }
    }

    /** Not before all that trainers told is known: what was told of is not asked for. */
    @Override
    public void ask(TrainingJob job, String actor) {
        if (reader.caughtUp() && asked.add(job.id())) {
            tell(new TrainingRequested(job, actor, clock.instant()), job.id());
        }
    }

    @Override
    public void cancel(String job, String actor) {
        tell(new TrainingCancelRequested(job, actor, clock.instant()), job);
    }

    private void tell(SluiceEvent event, String job) {
        try {
            publisher.publishDurably(event, null).join();
        } catch (RuntimeException away) {
            asked.remove(job);
            throw away;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
