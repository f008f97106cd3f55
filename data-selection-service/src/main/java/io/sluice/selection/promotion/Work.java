package io.sluice.selection.promotion;

import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.judging.Question;
import io.sluice.selection.judging.Questions;
import io.sluice.selection.promotion.AdapterRegistry.Reply;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.training.Trainings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Steps that pipelines and comparisons have alike: questions are drawn and held against what is learned from, rows are selected, an adapter
 * is trained on them, and what is not wanted any more is cancelled and retired. Begun again each is one. Blocks. Thread-safe.
 */
public final class Work {

    public static final String HELD_OUT = "judging.held_out";
    static final String OTHERS = "judging.others";
    private static final String DIGEST = "sha256:";
    /** A trainer tells of each checkpoint. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final DataSets sets;
    private final Questions questions;
    private final Selections selections;
    private final Trainings trainings;
    private final AdapterRegistry registry;
    private final Clock clock;

    public Work(DataSets sets, Selections selections, Trainings trainings, AdapterRegistry registry, Clock clock) {
        this.sets = sets;
        this.questions = new Questions(sets);
        this.selections = selections;
        this.trainings = trainings;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Questions of a data set.
     *
     * @param set   by its digest, {@code sha256:…}
     * @param field of the request that names it
     */
    public Stage<List<Question>> draw(String set, String field, int itemsMax, long seed) throws IOException {
        Optional<DataSet> found = find(set);
        if (found.isEmpty()) {
            return gone(set, field);
        }
        return switch (questions.draw(found.get(), itemsMax, seed)) {
            case Questions.Drawn.Sound(List<Question> drawn) -> new Stage.Done<>(drawn);
            case Questions.Drawn.Unfit(String code, String message) -> failed(PipelineStep.CHECK, code, field, message);
        };
    }

    /**
     * There are held-out questions, and none of them nor of others is in what is learned from.
     *
     * @param others    of other kinds; may be none
     * @param selection by the digests of its data sets
     * @param prefix    of the fields that name them
     */
    public Stage<Boolean> apart(List<Question> heldOut, List<Question> others, SelectionRequest selection, String prefix)
            throws IOException, InterruptedException {
        if (heldOut.isEmpty()) {
            return failed(PipelineStep.CHECK, "no_questions", HELD_OUT, "the held-out set has no questions");
        }
        Stage<Boolean> target = selection.target() == null ? new Stage.Done<>(true) : apart(heldOut, others, selection.target(), "target", prefix);
        return target.then(is -> apart(heldOut, others, selection.pool(), "pool", prefix));
    }

    private Stage<Boolean> apart(List<Question> heldOut, List<Question> others, String set, String where, String prefix)
            throws IOException, InterruptedException {
        Optional<DataSet> found = find(set);
        if (found.isEmpty()) {
            return gone(set, prefix + where);
        }
        Optional<String> leak = questions.leak(heldOut, "held-out questions", found.get(), where);
        if (leak.isPresent()) {
            return failed(PipelineStep.CHECK, "held_out_in_" + where, HELD_OUT, leak.get());
        }
        Optional<String> other = questions.leak(others, "other questions", found.get(), where);
        return other.isEmpty() ? new Stage.Done<>(true) : failed(PipelineStep.CHECK, "others_in_" + where, OTHERS, other.get());
    }

    private Optional<DataSet> find(String set) throws IOException {
        return set.startsWith(DIGEST) ? sets.find(set.substring(DIGEST.length())) : Optional.empty();
    }

    private static <T> Stage<T> gone(String set, String field) {
        return failed(PipelineStep.CHECK, "dataset_not_found", field, "there is no data set " + set + " any more");
    }

    /** @param field where the caller's request has a field of the selection's */
    public Stage<SelectionJob> select(String job, SelectionRequest request, String actor, UnaryOperator<@Nullable String> field) throws IOException {
        Optional<SelectionJob> found = selections.find(job);
        if (found.isEmpty()) {
            return begin(job, request, actor, field);
        }
        SelectionJob now = found.get();
        return switch (now.status()) {
            case RUNNING -> now.waiting() == null ? new Stage.Waiting<>(null)
                    : waits(PipelineStep.SELECT, now.waiting().code(), now.waiting().message());
            case PAUSED -> waits(PipelineStep.SELECT, "selection_paused", "the selection job " + job + " is paused");
            case CANCELLED -> failed(PipelineStep.SELECT, "selection_cancelled", null, "the selection job " + job + " was cancelled");
            case FAILED -> now.error() == null ? failed(PipelineStep.SELECT, "selection_failed", null, "the selection job failed")
                    : failed(PipelineStep.SELECT, now.error().code(), field.apply(now.error().field()),
                            now.error().message());
            case COMPLETED -> result(now).isEmpty() ? failed(PipelineStep.SELECT, "nothing_selected", null, "no row of the pool was left to be chosen")
                    : new Stage.Done<>(now);
        };
    }

    private Stage<SelectionJob> begin(String job, SelectionRequest request, String actor, UnaryOperator<@Nullable String> field) throws IOException {
        try {
            selections.begin(job, request, actor);
            return new Stage.Waiting<>(null);
        } catch (SelectorException refused) {
            Pipeline.Reason reason = new Pipeline.Reason(PipelineStep.SELECT, refused.code().label(),
                    field.apply(refused.field()), String.valueOf(refused.getMessage()));
            return refused.passing() ? new Stage.Waiting<>(reason) : new Stage.Failed<>(reason);
        }
    }

    /** What a completed job chose; empty where that is nothing. */
    public static Optional<SelectionResult> result(SelectionJob job) {
        return Optional.ofNullable(job.result()).filter(result -> result.selected() > 0);
    }

    public Stage<Pipeline.Candidate> train(TrainingJob job, String actor) {
        return switch (trainings.find(job.id())) {
            case Trainings.Progress.Unknown unknown -> {
                if (trainings.heardAll()) {
                    trainings.ask(job, actor);
                }
                yield noTrainerYet(job);
            }
            case Trainings.Progress.Asked asked -> noTrainerYet(job);
            case Trainings.Progress.Running running -> Duration.between(running.at(), clock.instant()).compareTo(SILENCE) < 0 ? new Stage.Waiting<>(null)
                    : waits(PipelineStep.TRAIN, "trainer_silent", "nothing was heard of the job " + job.id() + " after step "
                            + running.step() + " of " + running.steps());
            case Trainings.Progress.Done(Pipeline.Candidate candidate, Instant at) -> new Stage.Done<>(candidate);
            case Trainings.Progress.Ended(String code, String field, String message, Instant at) ->
                    failed(PipelineStep.TRAIN, code, field == null ? null : "training." + field, message);
        };
    }

    private static Stage<Pipeline.Candidate> noTrainerYet(TrainingJob job) {
        return waits(PipelineStep.TRAIN, "no_trainer_yet", "no trainer has begun the job " + job.id());
    }

    /** The selection job is cancelled where it has not ended. */
    public void stopSelecting(String job, String actor) {
        if (selections.find(job).map(SelectionJob::status).filter(each -> !each.ended()).isPresent()) {
            selections.cancel(job, actor);
        }
    }

    /** The training job is cancelled; done with the version that it has made before, or with nothing. */
    public Stage<Optional<String>> stopTraining(String job, String actor, PipelineStep step) {
        if (!trainings.heardAll()) {
            return waits(step, "trainings_unknown", "what is known of trainings is still being read");
        }
        return switch (trainings.find(job)) {
            case Trainings.Progress.Done(Pipeline.Candidate made, Instant at) -> new Stage.Done<>(Optional.of(made.version()));
            case Trainings.Progress.Running running -> {
                trainings.cancel(job, actor);
                yield waits(step, "training_stops", "the training job " + job + " is being cancelled");
            }
            case Trainings.Progress.Unknown unknown -> {
                trainings.cancel(job, actor);
                yield new Stage.Done<>(Optional.empty());
            }
            case Trainings.Progress.Asked asked -> {
                trainings.cancel(job, actor);
                yield new Stage.Done<>(Optional.empty());
            }
            case Trainings.Progress.Ended ended -> new Stage.Done<>(Optional.empty());
        };
    }

    /** Done with whether it is retired: one that somebody promoted by hand, or that a pin or an alias leads to, stays. */
    public Stage<Boolean> retire(String adapter, String version, PipelineStep step, String why) {
        return switch (registry.state(adapter)) {
            case Reply.Absent none -> new Stage.Done<>(false);
            case Reply.Refused(String code, String message) -> waits(step, code, message);
            case Reply.Away(String away) -> waits(step, "registry_away", away);
            case Reply.State(AdapterState state) -> switch (state.find(version).map(each -> each.stage()).orElse(AdapterStage.RETIRED)) {
                case RETIRED -> new Stage.Done<>(true);
                // Somebody promoted it by hand, which is theirs to undo.
                case ACTIVE -> new Stage.Done<>(false);
                case CANARY -> retired(registry.rollBack(state.name(), version, why), step, new Stage.Waiting<>(null));
                default -> retired(registry.retire(state.name(), version), step, new Stage.Done<>(true));
            };
        };
    }

    private static Stage<Boolean> retired(Reply reply, PipelineStep step, Stage<Boolean> done) {
        return switch (reply) {
            case Reply.State state -> done;
            case Reply.Absent none -> waits(step, "adapter_not_found", "the registry does not know the adapter");
            case Reply.Refused(String code, String message) -> code.equals("version_in_use") ? new Stage.Done<>(false) : waits(step, code, message);
            case Reply.Away(String why) -> waits(step, "registry_away", why);
        };
    }

    static <T> Stage<T> waits(PipelineStep step, String code, String message) {
        return new Stage.Waiting<>(new Pipeline.Reason(step, code, null, message));
    }

    static <T> Stage<T> failed(PipelineStep step, String code, @Nullable String field, String message) {
        return new Stage.Failed<>(new Pipeline.Reason(step, code, field, message));
    }
}
