package io.sluice.inference.web;

import io.sluice.contracts.inspection.InspectAnswer;
import io.sluice.contracts.inspection.InspectRequest;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.InspectOutcome;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code POST /inspect}: attention and hidden states of one prompt, for operators. It is a request like any other for the
 * engine; a connection that closes cancels it.
 */
@RestController
public final class InspectController {

    private final GenerationEngine engine;

    public InspectController(GenerationEngine engine) {
        this.engine = engine;
    }

    @PostMapping(path = "/inspect", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<InspectAnswer> inspect(@RequestBody InspectRequest request) {
        return Mono.defer(() -> Mono.fromFuture(engine.inspect(request)))
                .subscribeOn(Schedulers.parallel())
                .publishOn(Schedulers.parallel())
                .map(outcome -> switch (outcome) {
                    case InspectOutcome.Seen seen -> seen.answer().get();
                    case InspectOutcome.Failed failed -> throw FailedRequests.exception(failed.failure());
                });
    }
}
