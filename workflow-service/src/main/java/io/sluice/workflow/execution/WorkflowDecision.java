package io.sluice.workflow.execution;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.workflow.definition.Difference;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow makes of a command: new versions of its definition and of what is known of it. An old version of values is
 * never changed: to go back means a new version that is as the old one was.
 */
public final class WorkflowDecision {

    private WorkflowDecision() {
    }

    /**
     * What the decision rests on beside the state.
     *
     * @param document of a version of the workflow, where there is one
     * @param values   of a version that is kept; null: nothing was known
     */
    public record Known(Policies policies, IntFunction<Optional<Workflow>> document, IntFunction<@Nullable String> values) {
    }

    public static List<WorkflowMessage> of(@Nullable WorkflowState before, DefinitionCommand command, Known known, Instant now) {
        WorkflowState state = before == null ? WorkflowState.none(command.workflow()) : before;
        return switch (command) {
            case DefinitionCommand.Define define -> define.digest().equals(state.digest()) ? List.of()
                    : List.of(new WorkflowDefined(define.workflow(), state.version() + 1, define.document(), define.digest(), define.actor(), now,
                            waits(state, define, known) ? true : null));
            case DefinitionCommand.Promote promote -> promote(state, promote, now);
            case DefinitionCommand.Learn episode -> learn(state, episode, known, now);
            case DefinitionCommand.ResetValues reset ->
                    List.of(new ValuesEvent.Reset(reset.workflow(), state.valuesVersion() + 1, reset.actor(), null, now));
            case DefinitionCommand.RollBackValues back -> state.kept().contains(back.version())
                    ? List.of(new ValuesEvent.RolledBack(back.workflow(), state.valuesVersion() + 1, back.version(), back.actor(),
                            known.values().apply(back.version()), now))
                    : List.of();
        };
    }

    /** Where the version in force asks for it, another policy does not go live before it was judged. */
    private static boolean waits(WorkflowState state, DefinitionCommand.Define define, Known known) {
        Optional<Workflow> inForce = state.inForce() == 0 ? Optional.empty() : known.document().apply(state.inForce());
        return inForce.isPresent() && inForce.get().scheduler().promotion() != null
                && !Difference.ofPolicy(inForce.get(), WorkflowFormat.read(define.document())).isEmpty();
    }

    /** Of promotions that were judged against the same version the first one holds: the others were judged against what is gone. */
    private static List<WorkflowMessage> promote(WorkflowState state, DefinitionCommand.Promote promote, Instant now) {
        if (promote.version() == state.inForce()) {
            return List.of();
        }
        if (promote.version() < 1 || promote.version() > state.version()) {
            return refuse(state, promote, "unknown_version", "the workflow has no version " + promote.version(), now);
        }
        if (promote.over() != state.inForce()) {
            return refuse(state, promote, "promotion_outdated", "version " + promote.over() + ", which it was held against, is no longer in force: version "
                    + state.inForce() + " is", now);
        }
        PolicyEvaluation evaluation = promote.evaluation();
        if (promote.forced() == null && (evaluation == null || !evaluation.granted())) {
            return refuse(state, promote, "promotion_refused", evaluation == null ? "it was not judged" : evaluation.reason(), now);
        }
        return List.of(new PromotionEvent.Promoted(promote.workflow(), promote.version(), state.decided() + 1, state.version(), promote.over(),
                promote.id(), evaluation, promote.forced(), promote.actor(), now));
    }

    private static List<WorkflowMessage> refuse(WorkflowState state, DefinitionCommand.Promote promote, String code, String message, Instant now) {
        return List.of(new PromotionEvent.Refused(promote.workflow(), promote.version(), state.decided() + 1, promote.over(), promote.id(), code,
                message, promote.evaluation(), promote.actor(), now));
    }

    /** A run teaches once. One that was only counted, because nobody knows what it came to, may still teach when it was done again. */
    private static List<WorkflowMessage> learn(WorkflowState state, DefinitionCommand.Learn episode, Known known, Instant now) {
        Optional<Workflow> workflow = known.document().apply(episode.version());
        boolean counted = episode.solved() == null;
        if (state.learned().contains(episode.run()) || counted && state.learned().contains(WorkflowState.counted(episode.run())) || workflow.isEmpty()) {
            return List.of();
        }
        String values = state.valuesVersion() == 0 ? null : known.values().apply(state.valuesVersion());
        String learned = known.policies().learn(workflow.get(), values, Decisions.episode(episode));
        if (learned == null || learned.equals(values)) {
            return List.of();
        }
        return List.of(new ValuesEvent.Learned(episode.workflow(), state.valuesVersion() + 1, episode.run(), learned, counted ? true : null, now));
    }
}
