package io.sluice.contracts.model;

import java.util.List;

/**
 * {@code GET /models} of an inference-service.
 *
 * @param running sequences being generated now
 * @param queued  requests that wait for a slot
 * @param slots   sequences that can run at once
 */
public record EndpointState(List<ModelCard> models, int running, int queued, int slots) {
}
