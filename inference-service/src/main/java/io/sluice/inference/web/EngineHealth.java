package io.sluice.inference.web;

import io.sluice.inference.batching.GenerationEngine;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Part of liveness: down when the engine's thread is gone, which only a restart mends. */
public final class EngineHealth implements HealthIndicator {

    private final GenerationEngine engine;

    public EngineHealth(GenerationEngine engine) {
        this.engine = engine;
    }

    @Override
    public Health health() {
        return engine.alive() ? Health.up().build() : Health.down().build();
    }
}
