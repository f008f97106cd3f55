package io.sluice.gateway.openai;

import io.sluice.gateway.admission.InFlight;
import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.upstream.WorkflowClient;
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
    private final KnownModels models;
    private final GatewayMeters meters;

    OpenAiController(InFlight inFlight, BodyReader bodies, AnswerWriter answers, WorkflowWriter workflows, KnownModels models,
            GatewayMeters meters) {
        this.inFlight = inFlight;
        this.bodies = bodies;
        this.answers = answers;
        this.workflows = workflows;
        this.models = models;
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
    Mono<ModelListing> models(ServerWebExchange exchange) {
        return models.all(caller(exchange));
    }

    /** The rest of the path, since names on the hub hold a slash. */
    @GetMapping("/models/{*path}")
    Mono<ModelListing.Entry> model(@PathVariable String path, ServerWebExchange exchange) {
        return models.find(path.substring(1), caller(exchange));
    }

    private static WorkflowClient.Caller caller(ServerWebExchange exchange) {
        Tenant tenant = Tenant.of(exchange);
        return new WorkflowClient.Caller(tenant.id(), tenant.admin());
    }
}
