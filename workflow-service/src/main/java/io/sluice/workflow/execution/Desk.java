package io.sluice.workflow.execution;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.TeamCommand;
import java.util.concurrent.CompletableFuture;

/**
 * Where callers hand in what they want. Thread-safe. Futures fail with {@code SluiceException} 503 when nothing could be
 * written, and then nothing was changed; they are answered when the change is of record.
 */
public interface Desk {

    /** For {@code Start}, {@code Pause}, {@code Resume}, {@code Cancel}, {@code RetryFrom}, {@code DecideApproval} and {@code ResolveEffect}. */
    CompletableFuture<Answer> send(RunCommand command);

    /** For {@code Define}, {@code Promote}, {@code ResetValues} and {@code RollBackValues}. */
    CompletableFuture<Answer> send(DefinitionCommand command);

    CompletableFuture<Answer> send(TeamCommand.SetBudget command);

    /** What became of a command. */
    sealed interface Answer {

        /** It is done; books on this replica show it. */
        record Done() implements Answer {
        }

        /** @param code stable, snake_case, e.g. {@code run_has_ended}, {@code idempotency_conflict}, {@code unknown_run} */
        record Refused(String code, String message) implements Answer {
        }

        /** It is written and will be done or refused; nobody knew within the patience of the desk. */
        record Pending() implements Answer {
        }
    }
}
