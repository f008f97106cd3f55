package io.sluice.selection.web;

import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.Folded;
import io.sluice.selection.job.States;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Things of a kind as HTTP callers meet them: what a fact came to as a status, and identities that follow from caller and Idempotency-Key.
 *
 * @param <E> facts
 * @param <V> things as their callers see them
 */
final class FactCalls<E, V> {

    private static final int KEY_CHARS_MAX = 255;
    private static final int ID_BYTES = 12;
    private static final Duration PENDING_RETRY = Duration.ofSeconds(1);

    private static final Duration FULL_RETRY = Duration.ofSeconds(10);

    private final String word;
    private final States<V> states;
    private final Desk<E> desk;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param word   what such a thing is called
     * @param random thread-safe; identities are drawn from it
     */
    FactCalls(String word, States<V> states, Desk<E> desk, Clock clock, RandomGenerator random) {
        this.word = word;
        this.states = states;
        this.desk = desk;
        this.clock = clock;
        this.random = random;
    }

    /** @param begun whether it was begun by this call */
    record Begun<V>(V thing, boolean begun) {
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

    /** @throws SluiceException 503 where it is not there and so many are open already */
    void requireRoom(String id, int open, int openMax) {
        if (open >= openMax && states.find(id).isEmpty()) {
            throw SluiceException.capacity(503, "too_many_open_" + word + "s", "the " + word
                    + "s that have not ended are as many as can be; wait, or cancel some", FULL_RETRY);
        }
    }

    /** What this key began before, where that was the same. */
    Optional<Begun<V>> known(String id, Predicate<V> same) {
        return states.find(id).map(known -> {
            if (!same.test(known)) {
                throw conflict();
            }
            return new Begun<>(known, false);
        });
    }

    Mono<Begun<V>> begin(String id, E first, Predicate<V> same) {
        return known(id, same).map(Mono::just).orElseGet(() -> append(first).map(folded -> new Begun<>(get(id), folded instanceof Folded.Applied)));
    }

    /** @throws SluiceException 404 */
    V get(String id) {
        requireKnown();
        return states.find(id).orElseThrow(() -> SluiceException.user(404, word + "_not_found", "there is no " + word + " of that name", word));
    }

    /** A fact about one that there is; answers with it as it is after that. */
    Mono<V> tell(String id, E fact) {
        get(id);
        return append(fact).map(folded -> get(id));
    }

    /**
     * @param listed at most so many, from {@code before} on
     * @throws SluiceException 400 where there is none such {@code before}: from the newest on again, a reader of pages would never come to an end
     */
    Page<V> page(@Nullable String before, int limit, Function<V, String> id, IntFunction<List<V>> listed) {
        requireKnown();
        if (before != null && states.find(before).isEmpty()) {
            throw SluiceException.invalid("before", "invalid_value", "there is no such " + word + ", or none any more: begin again without 'before'");
        }
        return Page.of(listed.apply(limit + 1), limit, id);
    }

    /** @throws SluiceException 409 while one that has something to do reads the set */
    void requireUnused(BooleanSupplier read) {
        requireKnown();
        if (read.getAsBoolean()) {
            throw SluiceException.user(409, "dataset_in_use", "a " + word + " that has not ended reads this data set", "dataset");
        }
    }

    /** A caller that goes away does not take back what it handed in. */
    private Mono<Folded> append(E fact) {
        return Mono.fromFuture(() -> desk.append(fact), true).flatMap(answer -> switch (answer) {
            // Somebody was faster with the same key: found a moment earlier, it would have been told the same way.
            case Desk.Answer.Told(Folded.Refused(String code, String message)) when code.equals(word + "_exists") -> Mono.error(conflict());
            case Desk.Answer.Told(Folded.Refused(String code, String message)) -> Mono.error(SluiceException.user(409, code, message, null));
            case Desk.Answer.Told(Folded folded) -> Mono.just(folded);
            case Desk.Answer.Pending pending -> Mono.error(new SluiceException(ErrorKind.EXTERNAL, 503, "not_confirmed",
                    "it is written, but what it came to is not known yet: look, or ask again", null, PENDING_RETRY));
        });
    }

    /** The key began something else. */
    private static SluiceException conflict() {
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
