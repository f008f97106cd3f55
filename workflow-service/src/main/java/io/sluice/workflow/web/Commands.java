package io.sluice.workflow.web;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.Desk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** Hands in what callers want, and tells their refusals in the API's words. */
public final class Commands {

    private static final Duration PENDING_RETRY = Duration.ofSeconds(1);
    private static final int ID_BYTES = 12;

    private final Desk desk;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random thread-safe; identities are drawn from it */
    public Commands(Desk desk, Clock clock, RandomGenerator random) {
        this.desk = desk;
        this.clock = clock;
        this.random = random;
    }

    /** A name that nothing else has. */
    String draw() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    Instant now() {
        return clock.instant();
    }

    Mono<Void> send(RunCommand command) {
        return done(() -> desk.send(command));
    }

    Mono<Void> send(DefinitionCommand command) {
        return done(() -> desk.send(command));
    }

    Mono<Void> send(TeamCommand.SetBudget command) {
        return done(() -> desk.send(command));
    }

    /** A caller that goes away does not take back what it handed in. */
    private static Mono<Void> done(Supplier<CompletableFuture<Desk.Answer>> sending) {
        return Mono.fromFuture(sending, true).flatMap(answer -> switch (answer) {
            case Desk.Answer.Done done -> Mono.empty();
            case Desk.Answer.Refused refused -> Mono.error(refusal(refused));
            case Desk.Answer.Pending pending -> Mono.error(new SluiceException(ErrorKind.EXTERNAL, 503, "not_confirmed",
                    "it is written, but whether it was done is not known yet: look, or ask again", null, PENDING_RETRY));
        });
    }

    private static SluiceException refusal(Desk.Answer.Refused refused) {
        int status = switch (refused.code()) {
            case "unknown_run", "unknown_workflow", "unknown_version", "unknown_step" -> 404;
            case "idempotency_conflict" -> 422;
            default -> 409;
        };
        return SluiceException.user(status, refused.code(), refused.message(), null);
    }
}
