package io.sluice.gateway.openai;

import io.sluice.gateway.admission.InFlight;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.platform.error.SluiceException;
import java.util.function.Function;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** OpenAI's surface. */
@RestController
@RequestMapping("/v1")
class OpenAiController {

    private final InFlight inFlight;
    private final BodyReader bodies;
    private final AnswerWriter answers;
    private final WorkflowWriter workflows;
    private final RouterClient router;
    private final KnownAdapters adapters;
    private final GatewayMeters meters;

    OpenAiController(InFlight inFlight, BodyReader bodies, AnswerWriter answers, WorkflowWriter workflows, RouterClient router,
            KnownAdapters adapters, GatewayMeters meters) {
        this.inFlight = inFlight;
        this.bodies = bodies;
        this.answers = answers;
        this.workflows = workflows;
        this.router = router;
        this.adapters = adapters;
        this.meters = meters;
    }

    @PostMapping("/chat/completions")
    Mono<Void> chat(ServerWebExchange exchange) {
        return serve(exchange, ChatBody.class, ChatReader::read, new ChatShape());
    }

    @PostMapping("/completions")
    Mono<Void> complete(ServerWebExchange exchange) {
        return serve(exchange, CompletionBody.class, CompletionReader::read, new CompletionShape());
    }

    private <B> Mono<Void> serve(ServerWebExchange exchange, Class<B> type, Function<B, Ask> reader, AnswerShape shape) {
        GatewayMeters.Request measured = meters.begin(shape.operation());
        return inFlight.run(() -> bodies.read(exchange, type).map(reader).flatMap(ask -> WorkflowModel.is(ask.model())
                        ? workflows.answer(exchange, ask, shape, measured) : answers.answer(exchange, ask, shape, measured)))
                .doOnError(measured::failed)
                .doFinally(measured::ended);
    }

    @GetMapping("/models")
    Mono<ModelListing> models() {
        return router.models().map(cards -> ModelListing.of(cards, adapters.list()));
    }

    /** The rest of the path, since names on the hub hold a slash. */
    @GetMapping("/models/{*path}")
    Mono<ModelListing.Entry> model(@PathVariable String path) {
        String id = path.substring(1);
        return models().flatMap(listing -> listing.data().stream().filter(entry -> entry.id().equals(id)).findFirst()
                .map(Mono::just)
                .orElseGet(() -> Mono.error(SluiceException.user(404, "model_not_found", "the model '" + id + "' does not exist", "model"))));
    }
}
