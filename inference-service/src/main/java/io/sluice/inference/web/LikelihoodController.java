package io.sluice.inference.web;

import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.LikelihoodOutcome;
import io.sluice.platform.trace.TraceFilter;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code POST /likelihoods}: how likely a model holds texts to be. A connection that closes cancels the reading. */
@RestController
public final class LikelihoodController {

    private final GenerationEngine engine;

    public LikelihoodController(GenerationEngine engine) {
        this.engine = engine;
    }

    @PostMapping(path = "/likelihoods", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<LikelihoodAnswer> likelihoods(@RequestBody LikelihoodRequest request, ServerWebExchange exchange) {
        LikelihoodRequest named = request.requestId() != null ? request : request.under(TraceFilter.of(exchange).requestId());
        return Mono.defer(() -> Mono.fromFuture(engine.likelihoods(named)))
                .subscribeOn(Schedulers.parallel())
                .publishOn(Schedulers.parallel())
                .map(outcome -> switch (outcome) {
                    case LikelihoodOutcome.Scored scored -> scored.answer();
                    case LikelihoodOutcome.Failed failed -> throw FailedRequests.exception(failed.failure());
                });
    }
}
