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
import io.sluice.contracts.selection.Pipeline;
import io.sluice.selection.training.Trainings.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last that was heard of trainings, from the topics of jobs and of progress, which are read in no order of each other. What a
 * trainer told counts until the job is asked for again, and that it is done is taken back by nothing else. Bounded: the jobs
 * that were looked at least lately are forgotten. Thread-safe.
 */
public final class TrainingBoard {

    /**
     * As clocks may differ between those who ask and trainers: an asking that is not later by more than this is the one that the
     * trainer answered. Nobody asks again as soon.
     */
    static final Duration CLOCKS = Duration.ofMinutes(1);
    private static final int JOBS_MAX = 10_000;

    private final Map<String, Progress.Told> heard = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Progress.Told> eldest) {
            return size() > JOBS_MAX;
        }
    };

    /** Of any kind; what is no news of a training is passed over. */
    public void hear(SluiceEvent event) {
        switch (event) {
            case TrainingRequested asked -> put(asked.job().id(), new Progress.Asked(asked.at()));
            case TrainingProgressEvent told -> put(told.job(), progress(told));
            default -> { }
        }
    }

    private static Progress.Told progress(TrainingProgressEvent event) {
        return switch (event) {
            case TrainingStarted it -> new Progress.Running(it.step(), it.steps(), it.at());
            case TrainingProgressed it -> new Progress.Running(it.step(), it.steps(), it.at());
            case TrainingCompleted it ->
                    new Progress.Done(new Pipeline.Candidate(it.version(), it.digest(), it.job(), it.metrics()), it.at());
            case TrainingRejected it -> new Progress.Ended(it.code(), it.field(), it.message(), it.at());
            case TrainingFailed it -> new Progress.Ended(it.code(), null, it.message(), it.at());
            case TrainingCancelled it ->
                    new Progress.Ended("training_cancelled", null, "the training job was cancelled after step " + it.step(), it.at());
        };
    }

    private synchronized void put(String job, Progress.Told told) {
        heard.merge(job, told, TrainingBoard::counts);
    }

    private static Progress.Told counts(Progress.Told before, Progress.Told now) {
        boolean asked = before instanceof Progress.Asked;
        if (now instanceof Progress.Asked) {
            return now.at().isAfter(asked ? before.at() : before.at().plus(CLOCKS)) ? now : before;
        }
        if (asked) {
            return before.at().isAfter(now.at().plus(CLOCKS)) ? before : now;
        }
        return before instanceof Progress.Done && !(now instanceof Progress.Done) ? before : now;
    }

    public synchronized Progress find(String job) {
        Progress.Told told = heard.get(job);
        return told == null ? new Progress.Unknown() : told;
    }
}
