package io.sluice.inference.web;

import io.sluice.contracts.model.ModelCard;
import io.sluice.inference.batching.ModelCatalog;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Part of readiness: up when every model was tried and at least one is served. */
public final class ModelsHealth implements HealthIndicator {

    private final ModelCatalog catalog;

    public ModelsHealth(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Health health() {
        Health.Builder health = catalog.ready() ? Health.up() : catalog.settled() ? Health.down() : Health.outOfService();
        for (ModelCard card : catalog.cards()) {
            health.withDetail(card.name(), card.refusal() == null ? card.status() : card.status() + ": " + card.refusal());
        }
        return health.build();
    }
}
