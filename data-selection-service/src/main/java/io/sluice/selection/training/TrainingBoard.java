package io.sluice.selection.training;

import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.TrainingStarted;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last that was heard of trainings of targets, from the topics of jobs and of progress, in whatever order they are read. Of
 * the last thousand; thread-safe.
 */
public final class TrainingBoard {

    private static final int JOBS_MAX = 1_000;

    /** What was heard. */
    public sealed interface News {

        Instant at();

        /** No trainer has begun yet. */
        record Asked(Instant at) implements News {
        }

        /** A trainer is at it. */
        record Running(int step, int steps, Instant at) implements News {
        }

        /** The registry has it. */
        record Done(Instant at) implements News {
        }

        /** It came to nothing. */
        record Failed(String code, String message, Instant at) implements News {
        }
    }

    private final Map<String, News> heard = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, News> eldest) {
            return size() > JOBS_MAX;
        }
    };

    /** Of any kind; what is no news of a target's training is passed over. */
    public void hear(SluiceEvent event) {
        switch (event) {
            case TrainingRequested asked -> put(asked.job().id(), new News.Asked(asked.at()));
            case TrainingProgressEvent progress -> put(progress.job(), news(progress));
            default -> { }
        }
    }

    private static News news(TrainingProgressEvent progress) {
        return switch (progress) {
            case TrainingStarted it -> new News.Running(it.step(), it.steps(), it.at());
            case TrainingProgressed it -> new News.Running(it.step(), it.steps(), it.at());
            case TrainingCompleted it -> new News.Done(it.at());
            case TrainingRejected it -> new News.Failed(it.code(), it.message(), it.at());
            case TrainingFailed it -> new News.Failed(it.code(), it.message(), it.at());
            case TrainingCancelled it -> new News.Failed("cancelled", "the training was cancelled", it.at());
        };
    }

    /** The later news count; of two at one time, what a trainer told. */
    private synchronized void put(String job, News news) {
        if (job.startsWith(TargetModel.PREFIX)) {
            heard.merge(job, news, (before, now) -> now.at().isBefore(before.at())
                    || now.at().equals(before.at()) && now instanceof News.Asked ? before : now);
        }
    }

    synchronized Optional<News> of(String job) {
        return Optional.ofNullable(heard.get(job));
    }
}
