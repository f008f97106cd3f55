package io.sluice.standalone.launch;

import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What became of the models that a platform was told to serve. */
record Models(List<ModelCard> cards) {

    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** Empty while the inference-service still loads. */
    static Optional<Models> settled(URI inference, int expected) {
        return Probe.get(inference.resolve("/models"))
                .map(body -> new Models(JSON.readValue(body, EndpointState.class).models()))
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
