package io.sluice.workflow.execution;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.workflow.definition.Workflow;
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
                    : List.of(new WorkflowDefined(define.workflow(), state.version() + 1, define.document(), define.digest(), define.actor(), now));
            case DefinitionCommand.Learn episode -> learn(state, episode, known, now);
            case DefinitionCommand.ResetValues reset ->
                    List.of(new ValuesEvent.Reset(reset.workflow(), state.valuesVersion() + 1, reset.actor(), null, now));
            case DefinitionCommand.RollBackValues back -> state.kept().contains(back.version())
                    ? List.of(new ValuesEvent.RolledBack(back.workflow(), state.valuesVersion() + 1, back.version(), back.actor(),
                            known.values().apply(back.version()), now))
                    : List.of();
        };
    }

    private static List<WorkflowMessage> learn(WorkflowState state, DefinitionCommand.Learn episode, Known known, Instant now) {
        Optional<Workflow> workflow = known.document().apply(episode.version());
        if (episode.solved() == null || state.learned().contains(episode.run()) || workflow.isEmpty()) {
            return List.of();
        }
        String values = state.valuesVersion() == 0 ? null : known.values().apply(state.valuesVersion());
        String learned = known.policies().learn(workflow.get(), values, Decisions.episode(episode));
        if (learned == null || learned.equals(values)) {
            return List.of();
        }
        return List.of(new ValuesEvent.Learned(episode.workflow(), state.valuesVersion() + 1, episode.run(), learned, now));
    }
}
