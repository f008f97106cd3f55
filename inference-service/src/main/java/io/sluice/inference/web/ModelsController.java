package io.sluice.inference.web;

import io.sluice.contracts.model.EndpointState;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.ModelCatalog;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /models}: what is served here and how busy it is. */
@RestController
public final class ModelsController {

    private final ModelCatalog catalog;
    private final GenerationEngine engine;
    private final AdapterStore adapters;

    public ModelsController(ModelCatalog catalog, GenerationEngine engine, AdapterStore adapters) {
        this.catalog = catalog;
        this.engine = engine;
        this.adapters = adapters;
    }

    @GetMapping("/models")
    EndpointState models() {
        List<String> adapted = adapters.models();
        return new EndpointState(catalog.cards(), engine.running(), engine.queued(), engine.slots(), adapted.isEmpty() ? null : adapted);
    }
}
