package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.platform.error.SluiceException;
import java.util.List;
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

    private final BodyReader bodies;
    private final AnswerWriter answers;
    private final RouterClient router;

    /** A list as OpenAI writes it. */
    record Listing(String object, List<ModelEntry> data) {
    }

    /** {@code parameters} and {@code context_length} are 0 for the model that routes. */
    record ModelEntry(String id, String object, long created,
            @JsonProperty("owned_by") String ownedBy,
            long parameters,
            @JsonProperty("context_length") int contextLength) {
    }

    OpenAiController(BodyReader bodies, AnswerWriter answers, RouterClient router) {
        this.bodies = bodies;
        this.answers = answers;
        this.router = router;
    }

    @PostMapping("/chat/completions")
    Mono<Void> chat(ServerWebExchange exchange) {
        return bodies.read(exchange, ChatBody.class).map(ChatReader::read)
                .flatMap(ask -> answers.answer(exchange, ask, new ChatShape()));
    }

    @PostMapping("/completions")
    Mono<Void> complete(ServerWebExchange exchange) {
        return bodies.read(exchange, CompletionBody.class).map(CompletionReader::read)
                .flatMap(ask -> answers.answer(exchange, ask, new CompletionShape()));
    }

    @GetMapping("/models")
    Mono<Listing> models() {
        return entries().map(entries -> new Listing("list", entries));
    }

    @GetMapping("/models/{id}")
    Mono<ModelEntry> model(@PathVariable String id) {
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
