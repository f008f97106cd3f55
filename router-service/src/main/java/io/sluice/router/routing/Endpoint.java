package io.sluice.router.routing;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import java.net.URI;
import java.util.Optional;

/** A live inference-service and what it last said of itself. */
public record Endpoint(URI uri, EndpointState state) {

    public Optional<ModelCard> ready(String name) {
        return state.models().stream().filter(model -> model.ready() && model.name().equals(name)).findFirst();
    }

    /** It answers under this name: a model's, or that of its base where adapters are named. Those are loaded when they are missing. */
    public boolean serves(String model) {
        return ready(model).isPresent() || ready(AdaptedName.baseOf(model)).isPresent();
    }

    /** Share of the adapters in a model's name that lie in its memory; 1 when the name has none, or leaves the choice to a selector. */
    public double held(String model) {
        if (ready(model).isPresent() || !AdaptedName.isAdapted(model) || AdaptedName.isAuto(model)) {
            return 1;
        }
        AdaptedName name = AdaptedName.parse(model);
        return (double) name.parts().stream().filter(part -> state.holds(name.base(), part)).count() / name.parts().size();
    }

    public Optional<ModelCard> readyRole(String role) {
        return state.models().stream().filter(model -> model.ready() && model.role().equals(role)).findFirst();
    }
}
