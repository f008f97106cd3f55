package io.sluice.registry.base;

import io.sluice.contracts.model.ModelCard;
import java.util.List;

/** Which models the workers serve now. */
@FunctionalInterface
public interface BaseModels {

    /** Ready ones of all workers; the same model of two workers may come twice. */
    List<ModelCard> served();
}
