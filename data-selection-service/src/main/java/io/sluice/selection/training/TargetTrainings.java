package io.sluice.selection.training;

import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.training.Trainings.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Models trained on targets and samples of pools by the trainers of the platform. Whether one is there is asked of the registry, so nothing is kept here:
 * any replica finds what another one asked for, and the same is trained once. One that came to nothing is asked for again after
 * {@link #AGAIN_AFTER} at the earliest; until then jobs that want it fail with its reason. Thread-safe.
 */
public final class TargetTrainings {

    static final Duration AGAIN_AFTER = Duration.ofMinutes(10);
    /** Without news for so long, it is asked for again: trainers do a job once, however often it is asked for. */
    static final Duration SILENCE_MAX = Duration.ofDays(1);
    private static final String ACTOR = "data-selection-service";

    private final Surroundings around;
    private final Trainings trainings;
    private final StoredRows rows;
    private final Clock clock;

    /** @param rows where trainers find what they shall learn from */
    public TargetTrainings(HttpSurroundings around, Trainings trainings, StoredRows rows, Clock clock) {
        this((Surroundings) around, trainings, rows, clock);
    }

    TargetTrainings(Surroundings around, Trainings trainings, StoredRows rows, Clock clock) {
        this.around = around;
        this.trainings = trainings;
        this.rows = rows;
        this.clock = clock;
    }

    /** @param target digest of a data set */
    public TrainedModels of(String target) {
        return new TrainedModels() {
            @Override
            public String onTarget(Training training) throws SelectorException {
                return model(training, List.of(training.steps()), target);
            }

            @Override
            public String onRows(Training training, List<Row> learned) throws SelectorException {
                return model(training, List.of(training.steps()), rows.keep(List.of(learned)));
            }

            @Override
            public String onward(Training before, List<Row> rowsBefore, int steps, List<Row> learned) throws SelectorException {
                return model(before, List.of(before.steps(), steps), rows.keep(List.of(rowsBefore, learned)));
            }
        };
    }

    private String model(TrainedModels.Training training, List<Integer> steps, String learned) throws SelectorException {
        String base = training.base();
        String digest = around.digest(base).orElseThrow(() -> missing("no model named " + base + " is served, so none can be trained"));
        TrainingJob job = TargetModel.job(training, steps, digest, learned);
        Optional<AdapterVersion> made = around.madeBy(job.id(), job.adapter());
        if (made.isPresent()) {
            return served(base, job, made.get());
        }
        throw waiting(job);
    }

    private String served(String base, TrainingJob job, AdapterVersion version) throws SelectorException {
        String model = base + ":" + job.adapter() + "@" + version.manifest().version();
        return switch (version.stage()) {
            case VALIDATED, CANARY, ACTIVE -> {
                if (!around.answers(model)) {
                    throw training(model + " is trained, and not known to the inference-service yet");
                }
                yield model;
            }
            case UPLOADED -> throw training(model + " is trained, and waits to be held against its base");
            case REJECTED -> throw missing(model + " was rejected: " + version.reason());
            case RETIRED -> throw missing(model + " was retired");
        };
    }

    private SelectorException waiting(TrainingJob job) {
        if (!trainings.heardAll()) {
            return new SelectorException(Code.MODEL_UNAVAILABLE, null, "what is known of trainings is still being read");
        }
        return switch (trainings.find(job.id())) {
            case Progress.Unknown unknown -> ask(job);
            case Progress.Ended ended when silent(ended).compareTo(AGAIN_AFTER) < 0 ->
                    missing("the training " + job.id() + " failed, " + ended.code() + ": " + ended.message());
            case Progress.Ended ended -> ask(job);
            case Progress.Done done when silent(done).compareTo(AGAIN_AFTER) >= 0 -> ask(job);
            case Progress.Done done -> training("the training " + job.id() + " is done, and the registry does not show it yet");
            case Progress.Told other when silent(other).compareTo(SILENCE_MAX) >= 0 -> ask(job);
            case Progress.Asked asked -> training("the training " + job.id() + " waits for a trainer");
            case Progress.Running running -> training("the training " + job.id() + " is at step " + running.step() + " of " + running.steps());
        };
    }

    private Duration silent(Progress.Told told) {
        return Duration.between(told.at(), clock.instant());
    }

    private SelectorException ask(TrainingJob job) {
        try {
            trainings.ask(job, ACTOR);
        } catch (CompletionException away) {
            return new SelectorException(Code.MODEL_UNAVAILABLE, null, "the training " + job.id() + " can't be asked for: the broker is away");
        }
        return training("the training " + job.id() + " was asked for");
    }

    private static SelectorException training(String message) {
        return new SelectorException(Code.MODEL_TRAINING, null, message);
    }

    private static SelectorException missing(String message) {
        return new SelectorException(Code.MODEL_MISSING, null, message);
    }
}
