package io.sluice.contracts.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.adapter.AdaptedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /models} of an inference-service.
 *
 * @param running  sequences being generated now
 * @param queued   requests that wait for a slot
 * @param slots    sequences that can run at once
 * @param adapted  models under one adapter that it holds in memory, as {@code BASE:NAME@VERSION}, the last used first;
 *                 absent: none. Others are loaded when a request names them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointState(List<ModelCard> models, int running, int queued, int slots, @Nullable List<String> adapted) {

    /** Without adapters. */
    public EndpointState(List<ModelCard> models, int running, int queued, int slots) {
        this(models, running, queued, slots, null);
    }

    /** Whether it can answer without loading this one; a version that isn't named may be any. */
    public boolean holds(String base, AdaptedName.Part part) {
        String name = base + ":" + part.name() + "@";
        return adapted != null && adapted.stream().anyMatch(each ->
                part.version() == null ? each.startsWith(name) : each.equals(name + part.version()));
    }
}
