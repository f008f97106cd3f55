package io.sluice.selection.web;

import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.JobSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Jobs as callers ask for them. A job is begun, paused, cancelled by a fact, and the answer is what the fact came to. With an
 * Idempotency-Key the job's identity follows from caller and key, so that asking again, at whichever replica, finds the same job.
 */
public final class Jobs {

    /** Name of the key that a request came with, set by the gateway. */
    private static final String ACTOR = "X-Sluice-Actor";
    private static final String NOBODY = "unnamed";
    private static final String DIGEST = "sha256:";
    private static final int OPEN_MAX = 200;

    private final JobBook book;
    private final FactCalls<SelectionEvent, SelectionJob> facts;
    private final StoredSets stored;
    private final DataSets sets;

    /** @param random thread-safe; identities are drawn from it */
    public Jobs(JobBook book, Desk<SelectionEvent> desk, StoredSets stored, DataSets sets, Clock clock, RandomGenerator random) {
        this.book = book;
        this.facts = new FactCalls<>("job", book, desk, clock, random);
        this.stored = stored;
        this.sets = sets;
    }

    Mono<FactCalls.Begun<SelectionJob>> begin(ServerWebExchange exchange, SelectionRequest request, @Nullable String key) {
        facts.requireKnown();
        check(request.problems(), request, "");
        String actor = actor(exchange);
        String id = facts.identity("sel_", actor, key);
        Optional<FactCalls.Begun<SelectionJob>> known = facts.known(id, job -> same(job, request));
        if (known.isPresent()) {
            return Mono.just(known.get());
        }
        facts.requireRoom(id, book.open().size(), OPEN_MAX);
        return stored.blocking(() -> spec(id, request)).flatMap(spec -> facts.begin(id,
                new SelectionRequested(id, spec.request(), spec.poolInput(), spec.targetInput(), actor, now()), job -> same(job, spec.request())));
    }

    /**
     * All that does not fit is told, under the field of the first.
     *
     * @param within where in the request the selection is, such as {@code selection.}
     */
    static void check(List<SelectionRequest.Problem> problems, SelectionRequest selection, String within) {
        check(problems, JobSpec.unfit(selection), within);
    }

    /** @param unfit of selectors and their settings */
    static void check(List<SelectionRequest.Problem> problems, List<SelectorException> unfit, String within) {
        String all = Stream.concat(problems.stream().map(each -> each.field() + " " + each.message()), unfit.stream().map(each -> within + each.getMessage()))
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            SelectionRequest.Problem first = problems.getFirst();
            throw SluiceException.invalid(first.field(), first.message().equals("is missing") ? "missing_field" : "invalid_value", all);
        }
        if (!unfit.isEmpty()) {
            throw SluiceException.invalid(within + unfit.getFirst().field(), unfit.getFirst().code().label(), all);
        }
    }

    /** Names become digests here, once: what a name leads to later is no matter of this job. */
    private JobSpec spec(String id, SelectionRequest request) throws IOException {
        try {
            String target = request.target() == null ? null : DIGEST + stored.get(request.target(), "target").digest();
            return JobSpec.of(id, request.of(DIGEST + stored.get(request.pool(), "pool").digest(), target), sets);
        } catch (SelectorException refused) {
            String message = String.valueOf(refused.getMessage());
            throw refused.passing() ? SluiceException.external(503, refused.code().label(), message)
                    : new SluiceException(ErrorKind.USER, 400, refused.code().label(), message, refused.field(), null);
        }
    }

    /** A name that was given again may lead elsewhere by now; it is the same request all the same. */
    private static boolean same(SelectionJob job, SelectionRequest asked) {
        SelectionRequest first = job.request();
        String pool = asked.pool().startsWith(DIGEST) ? asked.pool() : first.pool();
        String target = asked.target() == null || asked.target().startsWith(DIGEST) ? asked.target() : first.target();
        return asked.of(pool, target).equals(first);
    }

    Page<SelectionJob> list(@Nullable String status, @Nullable String before, int limit) {
        SelectionJob.Status wanted = Answers.word("status", SelectionJob.Status.class, status);
        return facts.page(before, limit, SelectionJob::id, most -> book.list(wanted, before, most));
    }

    SelectionJob get(String id) {
        return facts.get(id);
    }

    Mono<SelectionJob> tell(SelectionEvent fact) {
        return facts.tell(fact.job(), fact);
    }

    /** @throws SluiceException 409 while a job that has not ended reads the set */
    void requireUnused(String digest) {
        facts.requireUnused(() -> book.uses(digest));
    }

    Instant now() {
        return facts.now();
    }

    static String actor(ServerWebExchange exchange) {
        String given = exchange.getRequest().getHeaders().getFirst(ACTOR);
        return given == null || !given.matches("[\\w.@-]{1,64}") ? NOBODY : given;
    }
}
