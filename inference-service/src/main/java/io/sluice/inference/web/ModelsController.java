package io.sluice.inference.web;

import io.sluice.contracts.model.EndpointState;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.ModelCatalog;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /models}: what is served here and how busy it is. */
@RestController
public final class ModelsController {

    private final ModelCatalog catalog;
    private final GenerationEngine engine;

    public ModelsController(ModelCatalog catalog, GenerationEngine engine) {
        this.catalog = catalog;
        this.engine = engine;
    }

    @GetMapping("/models")
    EndpointState models() {
        return new EndpointState(catalog.cards(), engine.running(), engine.queued(), engine.slots());
    }
}
