package io.sluice.selection.web;

import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.Folded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A desk as HTTP callers meet it: what a fact came to as a status, and identities that follow from caller and Idempotency-Key.
 *
 * @param <E> facts
 */
final class FactCalls<E> {

    private static final int KEY_CHARS_MAX = 255;
    private static final int ID_BYTES = 12;
    private static final Duration PENDING_RETRY = Duration.ofSeconds(1);

    private static final Set<String> CONFLICTS = Set.of("job_exists", "pipeline_exists", "comparison_exists");

    private final Desk<E> desk;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random thread-safe; identities are drawn from it */
    FactCalls(Desk<E> desk, Clock clock, RandomGenerator random) {
        this.desk = desk;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The same for the same caller and key, at whichever replica; drawn where there is no key.
     *
     * @throws SluiceException 400 where the key is blank or too long
     */
    String identity(String prefix, String actor, @Nullable String key) {
        if (key == null) {
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            return prefix + HexFormat.of().formatHex(bytes);
        }
        if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
            throw SluiceException.invalid("Idempotency-Key", "invalid_value", "'Idempotency-Key' must be 1.." + KEY_CHARS_MAX + " characters");
        }
        return prefix + Sha256.of(actor + "\0" + key).substring(0, 2 * ID_BYTES);
    }

    /** A caller that goes away does not take back what it handed in. */
    Mono<Folded> append(E fact) {
        return Mono.fromFuture(() -> desk.append(fact), true).flatMap(answer -> switch (answer) {
            // Somebody was faster with the same key: found a moment earlier, it would have been told the same way.
            case Desk.Answer.Told(Folded.Refused(String code, String message)) when CONFLICTS.contains(code) -> Mono.error(conflict());
            case Desk.Answer.Told(Folded.Refused(String code, String message)) -> Mono.error(SluiceException.user(409, code, message, null));
            case Desk.Answer.Told(Folded folded) -> Mono.just(folded);
            case Desk.Answer.Pending pending -> Mono.error(new SluiceException(ErrorKind.EXTERNAL, 503, "not_confirmed",
                    "it is written, but what it came to is not known yet: look, or ask again", null, PENDING_RETRY));
        });
    }

    /** The key began something else. */
    static SluiceException conflict() {
        return SluiceException.user(422, "idempotency_conflict", "this Idempotency-Key began something else", "Idempotency-Key");
    }

    /** @throws SluiceException 503 while nobody can say what there is not */
    void requireKnown() {
        if (!desk.caughtUp()) {
            throw SluiceException.external(503, "catching_up", "the service has not read its event log to the end yet");
        }
    }

    /** To the microsecond, which every reader keeps: a fact is known again by all it says. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
