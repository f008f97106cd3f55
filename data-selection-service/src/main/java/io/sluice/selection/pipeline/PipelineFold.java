package io.sluice.selection.pipeline;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.event.PipelineEvent.Canaried;
import io.sluice.contracts.event.PipelineEvent.Cancelled;
import io.sluice.contracts.event.PipelineEvent.Checked;
import io.sluice.contracts.event.PipelineEvent.Cleared;
import io.sluice.contracts.event.PipelineEvent.Delayed;
import io.sluice.contracts.event.PipelineEvent.Failed;
import io.sluice.contracts.event.PipelineEvent.Judged;
import io.sluice.contracts.event.PipelineEvent.Promoted;
import io.sluice.contracts.event.PipelineEvent.Rejected;
import io.sluice.contracts.event.PipelineEvent.Requested;
import io.sluice.contracts.event.PipelineEvent.Resumed;
import io.sluice.contracts.event.PipelineEvent.RollbackRequested;
import io.sluice.contracts.event.PipelineEvent.RolledBack;
import io.sluice.contracts.event.PipelineEvent.Selected;
import io.sluice.contracts.event.PipelineEvent.Trained;
import io.sluice.contracts.event.PipelineEvent.Tried;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.Pipeline.Status;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.selection.job.Book;
import io.sluice.selection.job.Folded;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as the fold of its facts in the order of their topic. A step's first fact ends it and opens the next; told again it
 * changes nothing, and what does not fit is refused and counts for nothing: a step that is not open, a judgement after a
 * cancellation, a second end. So two replicas may work on one pipeline at once. Not thread-safe.
 */
public final class PipelineFold implements Book.Fold<PipelineEvent, Pipeline, Action> {

    private static final Folded APPLIED = new Folded.Applied();
    private static final Folded KNOWN = new Folded.Known();

    private final Map<PipelineStep, PipelineEvent> done = new EnumMap<>(PipelineStep.class);
    private @Nullable Requested requested;
    private @Nullable Canaried canaried;
    private @Nullable Delayed delayed;
    private @Nullable PipelineEvent end;
    private boolean cleared;
    private @Nullable RollbackRequested rollback;
    private @Nullable RolledBack rolledBack;
    private Instant updated = Instant.EPOCH;

    @Override
    public Folded apply(PipelineEvent fact) {
        Folded folded = switch (fact) {
            case Requested first -> begin(first);
            case PipelineEvent other when requested == null -> refused("pipeline_unknown", "there is no pipeline " + other.pipeline());
            case Checked it -> step(PipelineStep.CHECK, it);
            case Selected it -> step(PipelineStep.SELECT, it);
            case Trained it -> step(PipelineStep.TRAIN, it);
            case Judged it -> step(PipelineStep.JUDGE, it);
            case Canaried it -> canaried(it);
            case Tried it -> step(PipelineStep.CANARY, it);
            case Promoted it -> step(PipelineStep.PROMOTE, it);
            case Delayed it -> delayed(it);
            case Resumed it -> resumed(it);
            case Rejected it -> end(it);
            case Failed it -> end(it);
            case Cancelled it -> end(it);
            case Cleared it -> cleared();
            case RollbackRequested it -> rollback(it);
            case RolledBack it -> rolledBack(it);
        };
        if (!(folded instanceof Folded.Refused) && fact.at().isAfter(updated)) {
            updated = fact.at();
        }
        return folded;
    }

    private Folded begin(Requested first) {
        if (requested != null) {
            return requested.request().equals(first.request()) ? KNOWN : refused("pipeline_exists", "there is another pipeline " + first.pipeline());
        }
        List<Problem> problems = first.request().problems();
        if (!problems.isEmpty()) {
            return refused("invalid_request", problems.getFirst().field() + " " + problems.getFirst().message());
        }
        requested = first;
        return APPLIED;
    }

    private Folded step(PipelineStep step, PipelineEvent fact) {
        if (done.containsKey(step)) {
            return KNOWN;
        }
        if (step != current() || rejectedByJudgement()) {
            return notOpen(step.name().toLowerCase(Locale.ROOT));
        }
        done.put(step, fact);
        delayed = null;
        return APPLIED;
    }

    private Folded canaried(Canaried it) {
        if (canaried != null) {
            return KNOWN;
        }
        if (current() != PipelineStep.CANARY || rejectedByJudgement()) {
            return notOpen("canary");
        }
        canaried = it;
        delayed = null;
        return APPLIED;
    }

    private Folded delayed(Delayed it) {
        if (it.reason().step() != current()) {
            return KNOWN;
        }
        if (delayed != null && delayed.reason().equals(it.reason())) {
            return KNOWN;
        }
        delayed = it;
        return APPLIED;
    }

    private Folded resumed(Resumed it) {
        if (delayed == null || delayed.reason().step() != it.step()) {
            return KNOWN;
        }
        delayed = null;
        return APPLIED;
    }

    private Folded end(PipelineEvent it) {
        if (end != null) {
            return end.getClass() == it.getClass() ? KNOWN : hasEnded();
        }
        if (status() != Status.RUNNING) {
            return hasEnded();
        }
        end = it;
        delayed = null;
        return APPLIED;
    }

    private Folded cleared() {
        if (end == null) {
            return refused("pipeline_running", "the pipeline has not ended, or well");
        }
        if (cleared) {
            return KNOWN;
        }
        cleared = true;
        return APPLIED;
    }

    private Folded rollback(RollbackRequested it) {
        if (rollback != null) {
            return KNOWN;
        }
        if (status() != Status.PROMOTED) {
            return refused("not_promoted", "only a promotion can be rolled back; cancel a pipeline that runs");
        }
        rollback = it;
        return APPLIED;
    }

    private Folded rolledBack(RolledBack it) {
        if (rollback == null) {
            return refused("not_asked_for", "nobody asked for it to be rolled back");
        }
        if (rolledBack != null) {
            return KNOWN;
        }
        rolledBack = it;
        return APPLIED;
    }

    private Folded notOpen(String what) {
        return status().ended() ? hasEnded() : refused("step_not_open", what + " is not what is done now");
    }

    private Folded hasEnded() {
        return refused("pipeline_ended", "the pipeline has ended: it is " + status().name().toLowerCase(Locale.ROOT));
    }

    private static Folded refused(String code, String message) {
        return new Folded.Refused(code, message);
    }

    /** The step that is open; null where none is. */
    @Nullable PipelineStep current() {
        if (requested == null || end != null) {
            return null;
        }
        for (PipelineStep step : PipelineStep.values()) {
            if (!done.containsKey(step)) {
                return step;
            }
        }
        return null;
    }

    private boolean rejectedByJudgement() {
        return done.get(PipelineStep.JUDGE) instanceof Judged judged && !(judged.judgement() instanceof Judgement.Better);
    }

    public Status status() {
        if (rolledBack != null) {
            return Status.ROLLED_BACK;
        }
        if (rollback != null) {
            return Status.ROLLING_BACK;
        }
        return switch (end) {
            case null -> done.containsKey(PipelineStep.PROMOTE) ? Status.PROMOTED : Status.RUNNING;
            case Rejected it -> Status.REJECTED;
            case Failed it -> Status.FAILED;
            default -> Status.CANCELLED;
        };
    }

    /** What is to be done; empty where nothing is until somebody asks for something. */
    public Optional<Action> action() {
        if (requested == null) {
            return Optional.empty();
        }
        if (end != null) {
            return cleared ? Optional.empty() : Optional.of(clear());
        }
        if (rollback != null) {
            return rolledBack != null ? Optional.empty() : Optional.of(rollBack());
        }
        PipelineStep step = current();
        return step == null ? Optional.empty() : Optional.of(action(step));
    }

    @Override
    public Map<String, Action> next() {
        return action().map(action -> Map.of("", action)).orElse(Map.of());
    }

    @Override
    public boolean waits(String part) {
        return delayed != null;
    }

    private Action action(PipelineStep step) {
        Requested first = asked();
        return switch (step) {
            case CHECK -> new Action.Check(first.request());
            case SELECT -> new Action.Select(selectionJob(), first.request(), first.actor());
            case TRAIN -> new Action.Train(TrainingJobs.on(trainingJob(), first.request().adapter(), first.request().training(), selectionJob(),
                    first.request().selection(), fact(PipelineStep.SELECT, Selected.class).result().dataSet()), first.actor());
            case JUDGE -> new Action.Judge(first.request(), candidate());
            case CANARY -> canary(fact(PipelineStep.JUDGE, Judged.class));
            case PROMOTE -> new Action.Promote(first.request(), candidate(), fact(PipelineStep.JUDGE, Judged.class).incumbent());
        };
    }

    private Action canary(Judged judged) {
        return switch (judged.judgement()) {
            case Judgement.NoBetter it -> reject("no_better", it.sentence());
            case Judgement.WorseElsewhere it -> reject("worse_elsewhere", it.sentence());
            case Judgement.Better it -> canaried == null ? new Action.OpenCanary(asked().request(), candidate(), judged.incumbent())
                    : new Action.WatchCanary(asked().request(), candidate(), canaried.at());
        };
    }

    private static Action reject(String code, String sentence) {
        return new Action.Reject(new Pipeline.Reason(PipelineStep.JUDGE, code, null, sentence));
    }

    private Action clear() {
        boolean selecting = done.containsKey(PipelineStep.CHECK);
        boolean training = done.containsKey(PipelineStep.SELECT);
        PipelineStep step = PipelineViews.stopped(done);
        return new Action.Clear(asked().request(), step, selecting ? selectionJob() : null, training ? trainingJob() : null,
                done.containsKey(PipelineStep.TRAIN) ? candidate() : null, "pipeline " + asked().pipeline() + " ended without a promotion");
    }

    private Action rollBack() {
        RollbackRequested asked = Objects.requireNonNull(rollback);
        return new Action.RollBack(asked().request(), candidate(), fact(PipelineStep.PROMOTE, Promoted.class).over(),
                Objects.requireNonNullElse(asked.reason(), "the promotion by pipeline " + asked.pipeline() + " is taken back by " + asked.actor()));
    }

    private String selectionJob() {
        return asked().pipeline() + "-select";
    }

    private String trainingJob() {
        return asked().pipeline() + "-train";
    }

    private String candidate() {
        return fact(PipelineStep.TRAIN, Trained.class).candidate().version();
    }

    private <T extends PipelineEvent> T fact(PipelineStep step, Class<T> type) {
        return type.cast(Objects.requireNonNull(done.get(step)));
    }

    private Requested asked() {
        return Objects.requireNonNull(requested, "nobody asked for it");
    }

    /** As its callers see it; asked for once {@link Requested} was applied. */
    @Override
    public Pipeline view() {
        return new PipelineViews(asked(), done, canaried, delayed, end, rolledBack).pipeline(status(), rollback, updated, selectionJob(), trainingJob());
    }
}
