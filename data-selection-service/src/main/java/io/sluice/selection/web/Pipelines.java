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
import io.sluice.selection.job.Folded;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.JobSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Pipelines as callers ask for them: by facts, as {@link Jobs}. */
public final class Pipelines {

    private static final String DIGEST = "sha256:";
    private static final int OPEN_MAX = 100;
    private static final Duration FULL_RETRY = Duration.ofSeconds(10);

    private final Book<PipelineEvent, Pipeline, Action> book;
    private final FactCalls<PipelineEvent> facts;
    private final StoredSets stored;
    private final DataSets sets;

    /** @param random thread-safe; identities are drawn from it */
    public Pipelines(Book<PipelineEvent, Pipeline, Action> book, Desk<PipelineEvent> desk, StoredSets stored, DataSets sets, Clock clock,
            RandomGenerator random) {
        this.book = book;
        this.facts = new FactCalls<>(desk, clock, random);
        this.stored = stored;
        this.sets = sets;
    }

    /** @param begun whether it was begun by this call */
    record Begun(Pipeline pipeline, boolean begun) {
    }

    Mono<Begun> begin(ServerWebExchange exchange, PipelineRequest request, @Nullable String key) {
        facts.requireKnown();
        Jobs.check(request.problems(), request.selection(), "selection.");
        String actor = Jobs.actor(exchange);
        String id = facts.identity("pipe_", actor, key);
        if (book.find(id).isEmpty() && book.open().size() >= OPEN_MAX) {
            throw SluiceException.capacity(503, "too_many_open_pipelines",
                    "the pipelines that have not ended are as many as can be; wait, or cancel some", FULL_RETRY);
        }
        return stored.blocking(() -> found(id, request)).flatMap(found -> {
            Optional<Pipeline> known = book.find(id);
            if (known.isPresent()) {
                if (!known.get().request().equals(found)) {
                    throw FactCalls.conflict();
                }
                return Mono.just(new Begun(known.get(), false));
            }
            return facts.append(new PipelineEvent.Requested(id, found, actor, now())).map(folded -> new Begun(get(id), folded instanceof Folded.Applied));
        });
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
        return request.of(found, digest(request.judging().heldOut(), "judging.held_out"), others == null ? null : digest(others, "judging.others"));
    }

    private String digest(String name, String field) throws IOException {
        return DIGEST + stored.get(name, field).digest();
    }

    /**
     * @param status null: all
     * @throws SluiceException 400 where there is no pipeline {@code before}
     */
    List<Pipeline> list(Pipeline.@Nullable Status status, @Nullable String before, int limit) {
        facts.requireKnown();
        Jobs.requireFound(before, before == null || book.find(before).isPresent());
        return book.list(each -> status == null || each.status() == status, before, limit);
    }

    Pipeline get(String id) {
        facts.requireKnown();
        return book.find(id).orElseThrow(() -> SluiceException.user(404, "pipeline_not_found", "there is no pipeline of that name", "pipeline"));
    }

    /** A fact about a pipeline that there is; answers with the pipeline after it. */
    Mono<Pipeline> tell(PipelineEvent fact) {
        get(fact.pipeline());
        return facts.append(fact).map(folded -> get(fact.pipeline()));
    }

    /** @throws SluiceException 409 while a pipeline that has something to do reads the set */
    void requireUnused(String digest) {
        facts.requireKnown();
        if (book.anyOpen(each -> reads(each, digest))) {
            throw SluiceException.user(409, "dataset_in_use", "a pipeline that has not ended reads this data set", "dataset");
        }
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
