package io.sluice.selection.web;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.job.Book;
import io.sluice.selection.job.Desk;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.JobSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Pipelines as callers ask for them: by facts, as {@link Jobs}. */
public final class Pipelines {

    private static final String DIGEST = "sha256:";
    private static final int OPEN_MAX = 100;

    private final Book<PipelineEvent, Pipeline, Action> book;
    private final FactCalls<PipelineEvent, Pipeline> facts;
    private final StoredSets stored;
    private final DataSets sets;

    /** @param random thread-safe; identities are drawn from it */
    public Pipelines(Book<PipelineEvent, Pipeline, Action> book, Desk<PipelineEvent> desk, StoredSets stored, DataSets sets, Clock clock,
            RandomGenerator random) {
        this.book = book;
        this.facts = new FactCalls<>("pipeline", book, desk, clock, random);
        this.stored = stored;
        this.sets = sets;
    }

    Mono<FactCalls.Begun<Pipeline>> begin(ServerWebExchange exchange, PipelineRequest request, @Nullable String key) {
        facts.requireKnown();
        Jobs.check(request.problems(), request.selection(), "selection.");
        String actor = Jobs.actor(exchange);
        String id = facts.identity("pipe_", actor, key);
        facts.requireRoom(id, book.open().size(), OPEN_MAX);
        return stored.blocking(() -> found(id, request)).flatMap(found ->
                facts.begin(id, new PipelineEvent.Requested(id, found, actor, now()), known -> known.request().equals(found)));
    }

    /** Names become digests here, once, and what a selection job would refuse is refused now. */
    private PipelineRequest found(String id, PipelineRequest request) throws IOException {
        SelectionRequest selection = request.selection();
        SelectionRequest found = selection.of(digest(selection.pool(), "selection.pool"),
                selection.target() == null ? null : digest(selection.target(), "selection.target"));
        try {
            JobSpec.of(id, found, sets);
        } catch (SelectorException refused) {
            String message = String.valueOf(refused.getMessage());
            throw refused.passing() ? SluiceException.external(503, refused.code().label(), message)
                    : new SluiceException(ErrorKind.USER, 400, refused.code().label(), message,
                            refused.field() == null ? "selection" : "selection." + refused.field(), null);
        }
        String others = request.judging().others();
        return request.of(found, stored.questions(request.judging().heldOut(), "judging.held_out"),
                others == null ? null : stored.questions(others, "judging.others"));
    }

    private String digest(String name, String field) throws IOException {
        return DIGEST + stored.get(name, field).digest();
    }

    Page<Pipeline> list(@Nullable String status, @Nullable String before, int limit) {
        Pipeline.Status wanted = Answers.word("status", Pipeline.Status.class, status);
        return facts.page(before, limit, Pipeline::id, most -> book.list(each -> wanted == null || each.status() == wanted, before, most));
    }

    Pipeline get(String id) {
        return facts.get(id);
    }

    Mono<Pipeline> tell(PipelineEvent fact) {
        return facts.tell(fact.pipeline(), fact);
    }

    /** @throws SluiceException 409 while a pipeline that has something to do reads the set */
    void requireUnused(String digest) {
        facts.requireUnused(() -> book.anyOpen(each -> reads(each, digest)));
    }

    private static boolean reads(Pipeline pipeline, String digest) {
        String name = DIGEST + digest;
        PipelineRequest request = pipeline.request();
        return name.equals(request.selection().pool()) || name.equals(request.selection().target()) || name.equals(request.judging().heldOut())
                || name.equals(request.judging().others()) || pipeline.selected() != null && pipeline.selected().dataSet().equals(digest);
    }

    Instant now() {
        return facts.now();
    }
}
