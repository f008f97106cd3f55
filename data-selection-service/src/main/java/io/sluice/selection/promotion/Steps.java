package io.sluice.selection.promotion;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.judging.Question;
import io.sluice.selection.judging.Questions;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what a pipeline says is next. Any replica may, at any time, again. Blocks. Thread-safe. */
public final class Steps {

    private static final String DIGEST = "sha256:";
    /** A trainer tells of each checkpoint. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final DataSets sets;
    private final Questions questions;
    private final Selections selections;
    private final Trainings trainings;
    private final AdapterRegistry registry;
    private final Rollout rollout;
    private final Judge judge;
    private final String worker;
    private final Clock clock;

    /**
     * @param askedAtOnce questions on their way to models
     * @param worker      who does it, in facts
     */
    public Steps(DataSets sets, Selections selections, Trainings trainings, AdapterRegistry registry, Answerer answerer, int askedAtOnce,
            String worker, Clock clock) {
        this.sets = sets;
        this.questions = new Questions(sets);
        this.selections = selections;
        this.trainings = trainings;
        this.registry = registry;
        this.rollout = new Rollout(registry, selections, trainings, worker);
        this.judge = new Judge(answerer, askedAtOnce);
        this.worker = worker;
        this.clock = clock;
    }

    /** A data set that can't be asked or is not there. */
    private static final class UnfitException extends Exception {

        private static final long serialVersionUID = 1;
        private final transient Pipeline.Reason reason;

        UnfitException(Pipeline.Reason reason) {
            super(reason.message(), null, false, false);
            this.reason = reason;
        }
    }

    public Outcome run(String pipeline, Action action) throws InterruptedException {
        try {
            return switch (action) {
                case Action.Check it -> check(pipeline, it.request());
                case Action.Select it -> select(pipeline, it);
                case Action.Train it -> train(pipeline, it);
                case Action.Judge it -> judge(pipeline, it);
                case Action.Reject it -> new Outcome.Told(new PipelineEvent.Rejected(pipeline, worker, it.reason(), now()));
                case Action.OpenCanary it -> rollout.open(pipeline, it, now());
                case Action.WatchCanary it -> rollout.watch(pipeline, it, now());
                case Action.Promote it -> rollout.promote(pipeline, it, now());
                case Action.Clear it -> rollout.clear(pipeline, it, now());
                case Action.RollBack it -> rollout.rollBack(pipeline, it, now());
            };
        } catch (UnfitException unfit) {
            return new Outcome.Told(new PipelineEvent.Failed(pipeline, worker, unfit.reason, now()));
        } catch (SelectorException refused) {
            String field = refused.field() == null ? null : "selection." + refused.field();
            Pipeline.Reason reason = new Pipeline.Reason(action.step(), refused.code().label(), field, String.valueOf(refused.getMessage()));
            return refused.passing() ? new Outcome.Waiting(reason) : new Outcome.Told(new PipelineEvent.Failed(pipeline, worker, reason, now()));
        } catch (IOException failure) {
            return waits(action.step(), "files_failed", "files can't be read: " + failure.getMessage());
        }
    }

    private Outcome check(String pipeline, PipelineRequest request) throws IOException, UnfitException {
        List<Question> heldOut = draw(request, request.judging().heldOut(), "judging.held_out");
        List<Question> others = request.judging().others() == null ? List.of() : draw(request, request.judging().others(), "judging.others");
        if (heldOut.isEmpty()) {
            throw new UnfitException(new Pipeline.Reason(PipelineStep.CHECK, "no_questions", "judging.held_out", "the held-out set has no questions"));
        }
        List<String> learned = new ArrayList<>();
        learned.add(request.selection().pool());
        if (request.selection().target() != null) {
            learned.addFirst(request.selection().target());
        }
        for (String each : learned) {
            String where = each.equals(request.selection().pool()) ? "pool" : "target";
            DataSet set = set(each, "selection." + where);
            apart(questions.leak(heldOut, "held-out questions", set, where), "held_out_in_" + where, "judging.held_out");
            apart(questions.leak(others, "other questions", set, where), "others_in_" + where, "judging.others");
        }
        return new Outcome.Told(new PipelineEvent.Checked(pipeline, worker, heldOut.size(), others.size(), now()));
    }

    private static void apart(Optional<String> leak, String code, String field) throws UnfitException {
        if (leak.isPresent()) {
            throw new UnfitException(new Pipeline.Reason(PipelineStep.CHECK, code, field, leak.get()));
        }
    }

    private List<Question> draw(PipelineRequest request, String name, String field) throws IOException, UnfitException {
        return switch (questions.draw(set(name, field), request.judging().itemsMax(), request.selection().seed())) {
            case Questions.Drawn.Sound(List<Question> drawn) -> drawn;
            case Questions.Drawn.Unfit(String code, String message) ->
                    throw new UnfitException(new Pipeline.Reason(PipelineStep.CHECK, code, field, message));
        };
    }

    private DataSet set(String name, String field) throws IOException, UnfitException {
        Optional<DataSet> found = name.startsWith(DIGEST) ? sets.find(name.substring(DIGEST.length())) : Optional.empty();
        return found.orElseThrow(() -> new UnfitException(
                new Pipeline.Reason(PipelineStep.CHECK, "dataset_not_found", field, "there is no data set " + name + " any more")));
    }

    private Outcome select(String pipeline, Action.Select action) throws SelectorException, IOException {
        Optional<SelectionJob> found = selections.find(action.job());
        if (found.isEmpty()) {
            selections.begin(action.job(), action.request().selection(), action.actor());
            return new Outcome.Waiting(null);
        }
        SelectionJob job = found.get();
        return switch (job.status()) {
            case RUNNING -> job.waiting() == null ? new Outcome.Waiting(null) : waits(PipelineStep.SELECT, job.waiting().code(), job.waiting().message());
            case PAUSED -> waits(PipelineStep.SELECT, "selection_paused", "the selection job " + job.id() + " is paused");
            case CANCELLED -> failed(pipeline, PipelineStep.SELECT, "selection_cancelled", null, "the selection job " + job.id() + " was cancelled");
            case FAILED -> failed(pipeline, PipelineStep.SELECT, job.error() == null ? "selection_failed" : job.error().code(),
                    job.error() == null || job.error().field() == null ? null : "selection." + job.error().field(),
                    job.error() == null ? "the selection job failed" : job.error().message());
            case COMPLETED -> job.result() == null || job.result().selected() == 0
                    ? failed(pipeline, PipelineStep.SELECT, "nothing_selected", "selection", "no row of the pool was left to be chosen")
                    : new Outcome.Told(new PipelineEvent.Selected(pipeline, worker, job.id(), job.result(), now()));
        };
    }

    private Outcome train(String pipeline, Action.Train action) {
        return switch (trainings.find(action.job().id())) {
            case Trainings.Progress.Unknown unknown -> {
                trainings.ask(action.job(), action.actor());
                yield waits(PipelineStep.TRAIN, "no_trainer_yet", "no trainer has begun the job " + action.job().id());
            }
            case Trainings.Progress.Running running -> Duration.between(running.told(), now()).compareTo(SILENCE) < 0 ? new Outcome.Waiting(null)
                    : waits(PipelineStep.TRAIN, "trainer_silent", "nothing was heard of the job " + action.job().id() + " after step "
                            + running.step() + " of " + running.steps());
            case Trainings.Progress.Done(Pipeline.Candidate candidate) ->
                    new Outcome.Told(new PipelineEvent.Trained(pipeline, worker, candidate, now()));
            case Trainings.Progress.Ended(String code, String field, String message) ->
                    failed(pipeline, PipelineStep.TRAIN, code, field == null ? null : "training." + field, message);
        };
    }

    private Outcome judge(String pipeline, Action.Judge action) throws IOException, UnfitException, InterruptedException {
        PipelineRequest request = action.request();
        return switch (registry.state(request.adapter())) {
            case AdapterRegistry.Reply.State(var state) -> {
                String base = request.training().base();
                String active = state.active();
                String incumbent = active == null ? base : state.find(active).map(each -> each.manifest().base().name()).orElse(base)
                        + ":" + request.adapter() + "@" + active;
                List<Question> others = request.judging().others() == null ? null : draw(request, request.judging().others(), "judging.others");
                yield switch (judge.judge(request.judging(), base + ":" + request.adapter() + "@" + action.candidate(), incumbent,
                        draw(request, request.judging().heldOut(), "judging.held_out"), others)) {
                    case Judge.Asked.Judged(var judgement) ->
                            new Outcome.Told(new PipelineEvent.Judged(pipeline, worker, active, judgement, now()));
                    case Judge.Asked.Away(String why) -> waits(PipelineStep.JUDGE, "models_away", why);
                };
            }
            case AdapterRegistry.Reply.Absent none -> failed(pipeline, PipelineStep.JUDGE, "adapter_not_found", "adapter",
                    "the registry does not know the adapter any more");
            case AdapterRegistry.Reply.Refused(String code, String message) -> waits(PipelineStep.JUDGE, code, message);
            case AdapterRegistry.Reply.Away(String why) -> waits(PipelineStep.JUDGE, "registry_away", why);
        };
    }

    private Outcome failed(String pipeline, PipelineStep step, String code, @Nullable String field, String message) {
        return new Outcome.Told(new PipelineEvent.Failed(pipeline, worker, new Pipeline.Reason(step, code, field, message), now()));
    }

    static Outcome waits(PipelineStep step, String code, String message) {
        return new Outcome.Waiting(new Pipeline.Reason(step, code, null, message));
    }

    /** To the microsecond, which every reader keeps. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
