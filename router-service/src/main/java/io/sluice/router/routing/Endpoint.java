package io.sluice.router.routing;

import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import java.net.URI;
import java.util.Optional;

/** A live inference-service and what it last said of itself. */
public record Endpoint(URI uri, EndpointState state) {

    public Optional<ModelCard> ready(String name) {
        return state.models().stream().filter(model -> model.ready() && model.name().equals(name)).findFirst();
    }

    public Optional<ModelCard> readyRole(String role) {
        return state.models().stream().filter(model -> model.ready() && model.role().equals(role)).findFirst();
    }
}
