package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import java.util.Optional;

/** Vectors in the place of embeddings. */
final class Width {

    /** Their name as a target. */
    static final String PROMPT = "prompt_embeddings";

    private Width() {
    }

    /** Wrong unless they are as wide as the base. */
    static Optional<String> misfit(Target target, Shape base) {
        return target.columns() == base.width() ? Optional.empty()
                : Optional.of(target.name() + " has vectors of " + target.columns() + " numbers, and the base is " + base.width() + " wide");
    }
}
