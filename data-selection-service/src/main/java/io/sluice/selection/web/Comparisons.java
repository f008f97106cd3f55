package io.sluice.selection.web;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.comparison.Task;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.job.Book;
import io.sluice.selection.job.Desk;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.JobSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Comparisons as callers ask for them: by facts, as {@link Jobs}. */
public final class Comparisons {

    private static final String DIGEST = "sha256:";
    private static final int OPEN_MAX = 20;
    private static final int LABELS_KNOWN = 32;

    private final Book<ComparisonEvent, Comparison, Task> book;
    private final FactCalls<ComparisonEvent, Comparison> facts;
    private final StoredSets stored;
    private final DataSets sets;

    /** @param random thread-safe; identities are drawn from it */
    public Comparisons(Book<ComparisonEvent, Comparison, Task> book, Desk<ComparisonEvent> desk, StoredSets stored, DataSets sets, Clock clock,
            RandomGenerator random) {
        this.book = book;
        this.facts = new FactCalls<>("comparison", book, desk, clock, random);
        this.stored = stored;
        this.sets = sets;
    }

    Mono<FactCalls.Begun<Comparison>> begin(ServerWebExchange exchange, ComparisonRequest request, @Nullable String key) {
        facts.requireKnown();
        Jobs.check(request.problems(), unfit(request), "");
        String actor = Jobs.actor(exchange);
        String id = facts.identity("cmp_", actor, key);
        facts.requireRoom(id, book.open().size(), OPEN_MAX);
        return stored.blocking(() -> found(request)).flatMap(found ->
                facts.begin(id, new ComparisonEvent.Requested(id, found, actor, now()), known -> known.request().equals(found)));
    }

    /** What of the entries does not fit their selectors, each fault once. */
    private static List<SelectorException> unfit(ComparisonRequest request) {
        Map<String, SelectorException> unfit = new LinkedHashMap<>();
        for (int i = 0; i < request.entries().size(); i++) {
            for (SelectorException each : JobSpec.unfit(request.selection(request.entries().get(i), Amount.ofRows(1), 1))) {
                String field = String.valueOf(ComparisonRequest.field(i, each.field()));
                String within = field.equals(each.field()) ? "" : field.substring(0, field.indexOf('.') + 1);
                unfit.putIfAbsent(field, new SelectorException(each.code(), field, within + each.getMessage()));
            }
        }
        return List.copyOf(unfit.values());
    }

    /** Names become digests here, once, and what a selection job would refuse is refused now, with its entry. */
    private ComparisonRequest found(ComparisonRequest request) throws IOException {
        DataSet pool = stored.get(request.pool(), "pool");
        String target = request.target() == null ? null : DIGEST + stored.get(request.target(), "target").digest();
        String heldOut = request.judging() == null ? null : stored.questions(request.judging().heldOut(), "judging.held_out");
        ComparisonRequest found = request.of(DIGEST + pool.digest(), target, heldOut);
        for (int i = 0; i < found.entries().size(); i++) {
            for (Amount budget : found.budgets()) {
                check(found, i, budget);
            }
        }
        boolean known = pool.profile().labels().size() >= LABELS_KNOWN
                || request.wanted() == null || pool.profile().labels().containsKey(request.wanted().label());
        if (!known) {
            throw SluiceException.invalid("wanted.label", "invalid_value", "no row of the pool has the label " + request.wanted().label());
        }
        return found;
    }

    private void check(ComparisonRequest request, int entry, Amount budget) throws IOException {
        Entry compared = request.entries().get(entry);
        try {
            JobSpec.of("any", request.selection(compared, budget, request.seeds().getFirst()), sets);
        } catch (SelectorException refused) {
            String message = String.valueOf(refused.getMessage());
            throw refused.passing() ? SluiceException.external(503, refused.code().label(), message)
                    : new SluiceException(ErrorKind.USER, 400, refused.code().label(), message, ComparisonRequest.field(entry, refused.field()), null);
        }
    }

    Page<Comparison> list(@Nullable String status, @Nullable String before, int limit) {
        Comparison.Status wanted = Answers.word("status", Comparison.Status.class, status);
        return facts.page(before, limit, Comparison::id, most -> book.list(each -> wanted == null || each.status() == wanted, before, most));
    }

    Comparison get(String id) {
        return facts.get(id);
    }

    Mono<Comparison> tell(ComparisonEvent fact) {
        return facts.tell(fact.comparison(), fact);
    }

    /** @throws SluiceException 409 while a comparison that has something to do reads the set */
    void requireUnused(String digest) {
        facts.requireUnused(() -> book.anyOpen(each -> reads(each, digest)));
    }

    private static boolean reads(Comparison comparison, String digest) {
        String name = DIGEST + digest;
        ComparisonRequest request = comparison.request();
        return name.equals(request.pool()) || name.equals(request.target()) || request.judging() != null && name.equals(request.judging().heldOut())
                || comparison.runs().stream().anyMatch(run -> run.choice() != null && run.choice().dataSet().equals(digest));
    }

    Instant now() {
        return facts.now();
    }
}
