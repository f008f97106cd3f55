package io.sluice.selection.training;

import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.training.TrainingBoard.News;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Models trained on targets by the trainers of the platform. Whether one is there is asked of the registry, so nothing is kept here:
 * any replica finds what another one asked for, and the same is trained once. One that came to nothing is asked for again after
 * {@link #AGAIN_AFTER} at the earliest; until then jobs that want it fail with its reason. Thread-safe.
 */
public final class TargetTrainings {

    static final Duration AGAIN_AFTER = Duration.ofMinutes(10);
    /** Without news for so long, it is asked for again: trainers do a job once, however often it is asked for. */
    static final Duration SILENCE_MAX = Duration.ofDays(1);
    private static final long PUBLISH_SECONDS = 10;
    private static final String ACTOR = "data-selection-service";

    private final Surroundings around;
    private final TrainingBoard board;
    private final BooleanSupplier heardAll;
    private final StoredRows rows;
    private final EventPublisher publisher;
    private final Clock clock;

    /**
     * @param heardAll whether the board has what the topics held when this process began
     * @param rows     where trainers find what they shall learn from
     */
    public TargetTrainings(HttpSurroundings around, TrainingBoard board, BooleanSupplier heardAll, StoredRows rows, EventPublisher publisher, Clock clock) {
        this((Surroundings) around, board, heardAll, rows, publisher, clock);
    }

    TargetTrainings(Surroundings around, TrainingBoard board, BooleanSupplier heardAll, StoredRows rows, EventPublisher publisher, Clock clock) {
        this.rows = rows;
        this.around = around;
        this.board = board;
        this.heardAll = heardAll;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** @param target digest of a data set */
    public TrainedModels of(String target) {
        return new TrainedModels() {
            @Override
            public String onTarget(Training training) throws SelectorException {
                return model(training, target);
            }

            @Override
            public String onRows(Training training, List<Row> learned) throws SelectorException {
                return model(training, rows.keep(learned));
            }
        };
    }

    private String model(TrainedModels.Training training, String target) throws SelectorException {
        String base = training.base();
        String digest = around.digest(base).orElseThrow(() -> missing("no model named " + base + " is served, so none can be trained on the target"));
        TrainingJob job = TargetModel.job(training, digest, target);
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

    private SelectorException waiting(TrainingJob job) throws SelectorException {
        if (!heardAll.getAsBoolean()) {
            return new SelectorException(Code.MODEL_UNAVAILABLE, null, "what is known of trainings is still being read");
        }
        Optional<News> news = board.of(job.id());
        Instant now = clock.instant();
        Duration silent = news.isEmpty() ? Duration.ZERO : Duration.between(news.get().at(), now);
        return switch (news.orElse(null)) {
            case null -> ask(job, now);
            case News.Failed failed when silent.compareTo(AGAIN_AFTER) < 0 ->
                    missing("the training " + job.id() + " failed, " + failed.code() + ": " + failed.message());
            case News.Failed failed -> ask(job, now);
            case News.Done done when silent.compareTo(AGAIN_AFTER) >= 0 -> ask(job, now);
            case News.Done done -> training("the training " + job.id() + " is done, and the registry does not show it yet");
            case News other when silent.compareTo(SILENCE_MAX) >= 0 -> ask(job, now);
            case News.Asked asked -> training("the training " + job.id() + " waits for a trainer");
            case News.Running running -> training("the training " + job.id() + " is at step " + running.step() + " of " + running.steps());
        };
    }

    private SelectorException ask(TrainingJob job, Instant now) throws SelectorException {
        TrainingRequested request = new TrainingRequested(job, ACTOR, now);
        try {
            publisher.publishDurably(request, null).get(PUBLISH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException away) {
            throw new SelectorException(Code.MODEL_UNAVAILABLE, null, "the training " + job.id() + " can't be asked for: the broker is away");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SelectorException(Code.MODEL_UNAVAILABLE, null, "interrupted");
        }
        board.hear(request);
        return training("the training " + job.id() + " was asked for");
    }

    private static SelectorException training(String message) {
        return new SelectorException(Code.MODEL_TRAINING, null, message);
    }

    private static SelectorException missing(String message) {
        return new SelectorException(Code.MODEL_MISSING, null, message);
    }
}
