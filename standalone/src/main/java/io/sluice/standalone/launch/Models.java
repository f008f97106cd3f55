package io.sluice.standalone.launch;

import io.sluice.contracts.model.ModelCard;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What became of the models that a platform was told to serve. */
record Models(List<ModelCard> cards) {

    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final TypeReference<List<ModelCard>> CARDS = new TypeReference<>() {
    };

    /** Empty until the router knows what became of all of them. */
    static Optional<Models> settled(URI router, int expected) {
        return Probe.get(router.resolve("/models"))
                .map(body -> new Models(JSON.readValue(body, CARDS)))
                .filter(models -> models.cards.size() >= expected);
    }

    boolean noneServed() {
        return cards.stream().noneMatch(ModelCard::ready);
    }

    List<String> refusals() {
        return cards.stream().filter(card -> !card.ready())
                .map(card -> "The model " + card.name() + " is not served: " + card.refusal()).toList();
    }
}
