package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.gateway.admission.InFlight;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
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

    private static final String OWNER = "sluice";

    private final InFlight inFlight;
    private final BodyReader bodies;
    private final AnswerWriter answers;
    private final RouterClient router;
    private final GatewayMeters meters;

    /** A list as OpenAI writes it. */
    record Listing(String object, List<ModelEntry> data) {
    }

    /** {@code parameters} and {@code context_length} are 0 for the model that routes. */
    record ModelEntry(String id, String object, long created,
            @JsonProperty("owned_by") String ownedBy,
            long parameters,
            @JsonProperty("context_length") int contextLength) {
    }

    OpenAiController(InFlight inFlight, BodyReader bodies, AnswerWriter answers, RouterClient router, GatewayMeters meters) {
        this.inFlight = inFlight;
        this.bodies = bodies;
        this.answers = answers;
        this.router = router;
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
        return inFlight.run(() -> bodies.read(exchange, type).map(reader).flatMap(ask -> answers.answer(exchange, ask, shape, measured)))
                .doOnError(measured::failed)
                .doFinally(measured::ended);
    }

    @GetMapping("/models")
    Mono<Listing> models() {
        return entries().map(entries -> new Listing("list", entries));
    }

    /** The rest of the path, since names on the hub hold a slash. */
    @GetMapping("/models/{*path}")
    Mono<ModelEntry> model(@PathVariable String path) {
        String id = path.substring(1);
        return entries().flatMap(entries -> entries.stream().filter(entry -> entry.id().equals(id)).findFirst()
                .map(Mono::just)
                .orElseGet(() -> Mono.error(SluiceException.user(404, "model_not_found", "the model '" + id + "' does not exist", "model"))));
    }

    private Mono<List<ModelEntry>> entries() {
        return router.models().map(cards -> Stream.concat(
                        Stream.of(new ModelEntry(RouteRequest.AUTO, "model", 0, OWNER, 0, 0)),
                        cards.stream().filter(ModelCard::ready).map(OpenAiController::entry))
                .toList());
    }

    private static ModelEntry entry(ModelCard card) {
        return new ModelEntry(card.name(), "model", 0, OWNER, card.parameters(), card.contextLength());
    }
}
