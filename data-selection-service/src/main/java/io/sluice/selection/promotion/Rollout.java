package io.sluice.selection.promotion;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.event.AdapterRolledBack;
import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.selection.job.Outcome;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.promotion.AdapterRegistry.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A candidate's way to its callers and back. Each step looks first at what is so already, by itself or by somebody's hand, and changes the
 * adapter only as it was seen: what was judged against one version is never put above another.
 */
final class Rollout {

    private static final String ACTOR = "pipeline";

    private final AdapterRegistry registry;
    private final Work work;
    private final String worker;

    Rollout(AdapterRegistry registry, Work work, String worker) {
        this.registry = registry;
        this.work = work;
        this.worker = worker;
    }

    Outcome<PipelineEvent> open(String pipeline, Action.OpenCanary action, Instant now) {
        PipelineRequest.Canary canary = action.request().canary();
        if (canary.percent() == 0) {
            return new Outcome.Told<>(new PipelineEvent.Tried(pipeline, worker, 0, 0, now));
        }
        return withState(action.request(), PipelineStep.CANARY, state -> {
            if (isCanary(state, action.candidate())) {
                return new Outcome.Told<>(new PipelineEvent.Canaried(pipeline, worker, canary.percent(), now));
            }
            if (!Objects.equals(state.active(), action.incumbent()) && !action.candidate().equals(state.active())) {
                return overtaken(pipeline, PipelineStep.CANARY, state, action.incumbent(), now);
            }
            if (action.candidate().equals(state.active())) {
                return new Outcome.Told<>(new PipelineEvent.Tried(pipeline, worker, 0, 0, now));
            }
            return after(registry.canary(state.name(), action.candidate(), canary.percent(), state.sequence()), PipelineStep.CANARY,
                    done -> new Outcome.Told<>(new PipelineEvent.Canaried(pipeline, worker, canary.percent(), now)));
        });
    }

    Outcome<PipelineEvent> watch(String pipeline, Action.WatchCanary action, Instant now) {
        PipelineRequest.Canary canary = action.request().canary();
        return withState(action.request(), PipelineStep.CANARY, state -> {
            if (action.candidate().equals(state.active())) {
                return new Outcome.Told<>(new PipelineEvent.Tried(pipeline, worker, 0, 0, now));
            }
            if (!isCanary(state, action.candidate())) {
                return rejected(pipeline, PipelineStep.CANARY, "canary_rolled_back", "the canary was rolled back: " + why(state, action.candidate()), now);
            }
            CanaryReport report = registry.report(state.name());
            CanaryReport.Arm arm = report == null ? null : report.canary();
            long requests = arm == null || !action.candidate().equals(arm.version()) ? 0 : arm.requests();
            Duration open = Duration.between(action.since(), now);
            if (open.toSeconds() >= canary.seconds() && requests >= canary.requests()) {
                return new Outcome.Told<>(new PipelineEvent.Tried(pipeline, worker, requests, arm == null ? 0 : arm.errors(), now));
            }
            if (open.toSeconds() >= canary.secondsMax()) {
                return rejected(pipeline, PipelineStep.CANARY, "canary_unheard", "in " + canary.secondsMax() + " seconds " + requests
                        + " requests came to the canary, and it has to answer " + canary.requests(), now);
            }
            return new Outcome.Waiting<>(null);
        });
    }

    Outcome<PipelineEvent> promote(String pipeline, Action.Promote action, Instant now) {
        return withState(action.request(), PipelineStep.PROMOTE, state -> {
            Outcome<PipelineEvent> promoted = new Outcome.Told<>(new PipelineEvent.Promoted(pipeline, worker, action.candidate(), action.incumbent(), now));
            if (action.candidate().equals(state.active())) {
                return promoted;
            }
            if (!Objects.equals(state.active(), action.incumbent())) {
                return overtaken(pipeline, PipelineStep.PROMOTE, state, action.incumbent(), now);
            }
            if (action.request().canary().percent() > 0 && !isCanary(state, action.candidate())) {
                return rejected(pipeline, PipelineStep.PROMOTE, "canary_rolled_back", "the canary was rolled back: " + why(state, action.candidate()), now);
            }
            return after(registry.promote(state.name(), action.candidate(), state.sequence()), PipelineStep.PROMOTE, done -> promoted);
        });
    }

    /** Jobs first, so that nothing comes after the candidate is gone. */
    Outcome<PipelineEvent> clear(String pipeline, Action.Clear action, Instant now) throws IOException, InterruptedException {
        if (action.selection() != null) {
            work.stopSelecting(action.selection(), ACTOR);
        }
        Stage<Optional<String>> made = action.candidate() != null || action.training() == null ? new Stage.Done<>(Optional.ofNullable(action.candidate()))
                : work.stopTraining(action.training(), ACTOR, action.step());
        Stage<Optional<String>> retired = made.then(candidate -> candidate.isEmpty() ? new Stage.Done<>(candidate)
                : work.retire(action.request().adapter(), candidate.get(), action.step(), action.why())
                        .then(is -> new Stage.Done<>(candidate.filter(version -> is))));
        return switch (retired) {
            case Stage.Done<Optional<String>>(Optional<String> version) ->
                    new Outcome.Told<>(new PipelineEvent.Cleared(pipeline, worker, version.orElse(null), now));
            case Stage.Waiting<Optional<String>>(Pipeline.Reason reason) -> new Outcome.Waiting<>(reason);
            case Stage.Failed<Optional<String>>(Pipeline.Reason reason) -> new Outcome.Waiting<>(reason);
        };
    }

    Outcome<PipelineEvent> rollBack(String pipeline, Action.RollBack action, Instant now) {
        return withState(action.request(), PipelineStep.PROMOTE, state -> {
            if (!action.candidate().equals(state.active())) {
                return rolledBack(pipeline, state.active(), now);
            }
            Reply reply = registry.rollBack(state.name(), action.candidate(), action.why());
            if (reply instanceof Reply.Refused(String code, String message) && code.equals("nothing_to_roll_back_to")) {
                reply = registry.deactivate(state.name(), state.sequence());
            }
            return after(reply, PipelineStep.PROMOTE, after -> rolledBack(pipeline, after.active(), now));
        });
    }

    private Outcome<PipelineEvent> rolledBack(String pipeline, @Nullable String to, Instant now) {
        return new Outcome.Told<>(new PipelineEvent.RolledBack(pipeline, worker, to, now));
    }

    private Outcome<PipelineEvent> withState(PipelineRequest request, PipelineStep step, Function<AdapterState, Outcome<PipelineEvent>> then) {
        return after(registry.state(request.adapter()), step, then);
    }

    private static Outcome<PipelineEvent> after(Reply reply, PipelineStep step, Function<AdapterState, Outcome<PipelineEvent>> then) {
        return switch (reply) {
            case Reply.State(AdapterState state) -> then.apply(state);
            case Reply.Absent none -> Steps.waits(step, "adapter_not_found", "the registry does not know the adapter");
            case Reply.Refused(String code, String message) -> Steps.waits(step, code, message);
            case Reply.Away(String why) -> Steps.waits(step, "registry_away", why);
        };
    }

    private Outcome<PipelineEvent> overtaken(String pipeline, PipelineStep step, AdapterState state, @Nullable String incumbent, Instant now) {
        return rejected(pipeline, step, "incumbent_changed", "it was judged against " + named(incumbent) + ", and meanwhile "
                + named(state.active()) + " answers: begin again to have it judged against that", now);
    }

    private static String named(@Nullable String version) {
        return version == null ? "the base" : "version " + version;
    }

    private Outcome<PipelineEvent> rejected(String pipeline, PipelineStep step, String code, String message, Instant now) {
        return new Outcome.Told<>(new PipelineEvent.Rejected(pipeline, worker, new Pipeline.Reason(step, code, null, message), now));
    }

    private static boolean isCanary(AdapterState state, String version) {
        return state.canary() != null && state.canary().version().equals(version);
    }

    private static String why(AdapterState state, String version) {
        return state.changes().stream().filter(change -> change.event().equals(AdapterRolledBack.TYPE) && version.equals(change.version()))
                .map(change -> change.reason() == null ? "by " + change.actor() : change.reason()).findFirst().orElse("it is in canary no more");
    }
}
