package io.sluice.workflow.kafka;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowCommand;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.Refusal;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.TeamState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what callers want and waits until this replica's books show that it is done, or refused. An answer is never given
 * before its transaction is committed: the books are read committed.
 */
final class CommandDesk implements Desk {

    private final CommandSender sender;
    private final RunLog runs;
    private final WorkflowTable workflows;
    private final Waiters waiters;
    private final Duration patience;
    private final RunRules rules;
    private final Clock clock;
    private final Executor writers;

    /** @param writers may be held up for two seconds while no broker is known */
    CommandDesk(CommandSender sender, RunLog runs, WorkflowTable workflows, Waiters waiters, Duration patience, RunRules rules, Clock clock,
            Executor writers) {
        this.sender = sender;
        this.runs = runs;
        this.workflows = workflows;
        this.waiters = waiters;
        this.patience = patience;
        this.rules = rules;
        this.clock = clock;
        this.writers = writers;
    }

    @Override
    public CompletableFuture<Answer> send(RunCommand command) {
        Optional<RunState> known = runs.find(command.run());
        if (command instanceof RunCommand.Start start) {
            return known.map(run -> CompletableFuture.completedFuture(begun(run, start)))
                    .orElseGet(() -> write(command, start.traceparent(), start.run(), () -> runs.find(start.run()).map(run -> begun(run, start)).orElse(null)));
        }
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(new Answer.Refused("unknown_run", "there is no run " + command.run()));
        }
        Answer refused = refused(command);
        if (refused != null) {
            return CompletableFuture.completedFuture(refused);
        }
        long before = known.get().seq();
        return write(command, null, command.run(), () -> runs.history(command.run()).stream().filter(event -> event.seq() > before)
                .map(event -> answer(command, event)).filter(Objects::nonNull).findFirst().orElseGet(() -> refused(command)));
    }

    /** Where the run's events would not tell of it. */
    private @Nullable Answer refused(RunCommand command) {
        return runs.find(command.run()).filter(Refusal::toldByState).map(run -> Refusal.of(run, command, clock.instant(), rules))
                .map(refusal -> new Answer.Refused(refusal.code(), refusal.message())).orElse(null);
    }

    private static Answer begun(RunState run, RunCommand.Start start) {
        String asked = run.started().requestHash();
        return asked == null || asked.equals(start.requestHash()) ? new Answer.Done()
                : new Answer.Refused("idempotency_conflict", "another run was started with this key");
    }

    private static @Nullable Answer answer(RunCommand command, RunEvent event) {
        return switch (event) {
            case RunEvent.CommandRefused refused when refused.command().equals(id(command)) -> new Answer.Refused(refused.code(), refused.message());
            case RunEvent.Paused paused when command instanceof RunCommand.Pause -> new Answer.Done();
            case RunEvent.Resumed resumed when command instanceof RunCommand.Resume -> new Answer.Done();
            case RunEvent.Cancelled cancelled when command instanceof RunCommand.Cancel -> new Answer.Done();
            case RunEvent.CompensationScheduled undo when command instanceof RunCommand.Cancel -> new Answer.Done();
            case RunEvent.Rewound rewound when command instanceof RunCommand.RetryFrom -> new Answer.Done();
            case RunEvent.ApprovalGiven given when command instanceof RunCommand.DecideApproval decision && given.step() == decision.step() ->
                    new Answer.Done();
            case RunEvent.EffectResolved resolved when command instanceof RunCommand.ResolveEffect -> new Answer.Done();
            default -> null;
        };
    }

    private static @Nullable String id(RunCommand command) {
        return switch (command) {
            case RunCommand.Pause pause -> pause.id();
            case RunCommand.Resume resume -> resume.id();
            case RunCommand.Cancel cancel -> cancel.id();
            case RunCommand.RetryFrom retry -> retry.id();
            case RunCommand.DecideApproval decision -> decision.id();
            case RunCommand.ResolveEffect resolution -> resolution.id();
            default -> null;
        };
    }

    @Override
    public CompletableFuture<Answer> send(DefinitionCommand command) {
        int known = workflows.values(command.workflow()).map(ValuesEvent::version).orElse(0);
        String key = command.aggregateId();
        return switch (command) {
            case DefinitionCommand.Define define -> write(command, null, key, () -> workflows.newest(define.workflow())
                    .map(WorkflowDefined::digest).filter(define.digest()::equals).map(same -> done()).orElse(null));
            case DefinitionCommand.Promote promote -> write(command, null, key, () -> decided(promote));
            case DefinitionCommand.RollBackValues back -> workflows.valuesVersions(back.workflow()).stream()
                    .noneMatch(kept -> kept.version() == back.version())
                    ? CompletableFuture.completedFuture(new Answer.Refused("unknown_version",
                            "version " + back.version() + " of what is known of " + back.workflow() + " is not kept"))
                    : write(command, null, key, () -> told(back.workflow(), known, ValuesEvent.RolledBack.class));
            case DefinitionCommand.ResetValues reset -> write(command, null, key, () -> told(reset.workflow(), known, ValuesEvent.Reset.class));
            case DefinitionCommand.Learn episode -> throw new IllegalArgumentException("runs teach, not callers");
        };
    }

    /** What was refused is asked first: another command may have promoted the same version. */
    private @Nullable Answer decided(DefinitionCommand.Promote promote) {
        List<PromotionEvent> all = workflows.promotions(promote.workflow());
        for (PromotionEvent event : all) {
            if (event instanceof PromotionEvent.Refused refused && refused.command().equals(promote.id())) {
                return new Answer.Refused(refused.code(), refused.message());
            }
        }
        boolean promoted = all.stream().anyMatch(event -> event instanceof PromotionEvent.Promoted && event.command().equals(promote.id()));
        return promoted || workflows.inForce(promote.workflow()).filter(now -> now.version() == promote.version()).isPresent() ? done() : null;
    }

    private @Nullable Answer told(String workflow, int after, Class<? extends ValuesEvent> kind) {
        return workflows.valuesVersions(workflow).stream().anyMatch(each -> each.version() > after && kind.isInstance(each)) ? done() : null;
    }

    @Override
    public CompletableFuture<Answer> send(TeamCommand.SetBudget command) {
        long known = runs.team(command.team()).map(TeamState::seq).orElse(0L);
        return write(command, null, command.aggregateId(), () -> runs.team(command.team())
                .filter(team -> team.seq() > known && Objects.equals(team.limit(), command.limit())).map(team -> done()).orElse(null));
    }

    private static Answer done() {
        return new Answer.Done();
    }

    private CompletableFuture<Answer> write(WorkflowCommand command, @Nullable String traceparent, String about, Waiters.Question question) {
        CompletableFuture<Answer> answered = waiters.await(about, question);
        CompletableFuture.supplyAsync(() -> sender.send(command, traceparent), writers).thenCompose(written -> written)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        answered.completeExceptionally(refused(failure));
                    }
                });
        return answered.completeOnTimeout(new Answer.Pending(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static SluiceException refused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure;
        if (cause instanceof Change.TooLarge large) {
            return SluiceException.user(413, "too_large", large.getMessage() + ", at most " + Change.RECORD_BYTES_MAX + " may be", null);
        }
        return SluiceException.external(503, "events_unavailable", "the event log does not answer, so nothing was changed");
    }
}
