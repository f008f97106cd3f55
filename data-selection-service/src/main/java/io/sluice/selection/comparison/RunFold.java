package io.sluice.selection.comparison;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.RunStatus;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest.Training;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.job.Folded;
import io.sluice.selection.pipeline.TrainingJobs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of a comparison as the fold of its facts. Those of work count in whatever order they come, each the first time. */
final class RunFold {

    private static final Folded APPLIED = new Folded.Applied();
    private static final Folded KNOWN = new Folded.Known();

    private final String id;
    private final ComparisonRequest request;
    private final int entry;
    private final Amount budget;
    private final long seed;
    private Comparison.@Nullable Choice choice;
    private ComparisonEvent.@Nullable Trained trained;
    private Comparison.@Nullable Score score;
    private Pipeline.@Nullable Reason delay;
    private Pipeline.@Nullable Reason error;

    /** @param entry of the request, 0 first */
    RunFold(String id, ComparisonRequest request, int entry, Amount budget, long seed) {
        this.id = id;
        this.request = request;
        this.entry = entry;
        this.budget = budget;
        this.seed = seed;
    }

    Folded selected(Comparison.Choice told) {
        if (choice != null || error != null) {
            return again(choice);
        }
        choice = told;
        return goesOn();
    }

    Folded trained(ComparisonEvent.Trained told) {
        if (request.training() == null) {
            return new Folded.Refused("nothing_trained", "the comparison trains nothing");
        }
        if (trained != null || error != null) {
            return again(trained);
        }
        trained = told;
        return goesOn();
    }

    Folded judged(Comparison.Score told) {
        if (request.training() == null) {
            return new Folded.Refused("nothing_trained", "the comparison trains nothing");
        }
        if (score != null || error != null) {
            return again(score);
        }
        score = told;
        return goesOn();
    }

    private static Folded again(@Nullable Object known) {
        return known != null ? KNOWN : new Folded.Refused("run_ended", "the run has failed");
    }

    private Folded goesOn() {
        delay = null;
        return APPLIED;
    }

    Folded delayed(Pipeline.Reason reason) {
        if (ended() || reason.equals(delay)) {
            return KNOWN;
        }
        delay = reason;
        return APPLIED;
    }

    Folded resumed() {
        return waits() ? goesOn() : KNOWN;
    }

    boolean waits() {
        return delay != null;
    }

    Folded failed(Pipeline.Reason reason) {
        if (error != null) {
            return KNOWN;
        }
        if (ended()) {
            return new Folded.Refused("run_ended", "the run has ended well");
        }
        error = reason;
        return goesOn();
    }

    boolean well() {
        return error == null && choice != null && (request.training() == null || trained != null && score != null);
    }

    boolean ended() {
        return error != null || well();
    }

    boolean hasFailed() {
        return error != null;
    }

    String id() {
        return id;
    }

    /** What is to be done, until it has {@link #ended}. */
    Task next(String actor) {
        Comparison.Choice chosen = choice;
        Training training = request.training();
        if (chosen == null || training == null) {
            return new Task.Select(id, entry, selection(), rows(), actor, request);
        }
        if (trained == null) {
            return new Task.Train(id, TrainingJobs.on(training(), id, seeded(training), selection(), rows(), chosen.dataSet()), actor);
        }
        return new Task.Judge(id, training.base() + ":" + adapter(), request);
    }

    private SelectionRequest rows() {
        return request.selection(request.entries().get(entry), budget, seed);
    }

    private Training seeded(Training how) {
        return new Training(how.base(), how.kind(), how.steps(), how.cpuSecondsMax(), seed, how.settings(), how.tags());
    }

    private String selection() {
        return id + "-select";
    }

    private String training() {
        return id + "-train";
    }

    private String adapter() {
        return id + "@" + Objects.requireNonNull(trained).candidate().version();
    }

    /** @param over whether the comparison has ended */
    Comparison.Run view(boolean over) {
        return new Comparison.Run(id, request.entries().get(entry).name(), budget, seed, status(over), selection(), choice,
                request.training() == null ? null : training(), trained == null ? null : adapter(), trained == null ? null : trained.cpuSeconds(), score,
                over || delay == null ? null : delay.message(), error);
    }

    private RunStatus status(boolean over) {
        if (ended()) {
            return error == null ? RunStatus.DONE : RunStatus.FAILED;
        }
        if (over) {
            return RunStatus.STOPPED;
        }
        return choice == null ? RunStatus.SELECTING : trained == null ? RunStatus.TRAINING : RunStatus.JUDGING;
    }
}
