package io.sluice.router.routing;

import io.sluice.router.routing.filter.EndpointFilter;
import io.sluice.router.routing.picker.EndpointPicker;
import io.sluice.router.routing.picker.EndpointPicker.Scored;
import io.sluice.router.routing.scorer.EndpointScorer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an endpoint is chosen: filters, then the weighted sum of scores, then a picker.
 *
 * @param scorers each with its weight, > 0
 */
public record Profile(List<EndpointFilter> filters, Map<EndpointScorer, Double> scorers, EndpointPicker picker) {

    /** Empty when no endpoint passes every filter. */
    public Optional<Endpoint> choose(List<Endpoint> endpoints, Set<String> models) {
        List<Scored> scored = endpoints.stream()
                .filter(endpoint -> filters.stream().allMatch(filter -> filter.keeps(endpoint, models)))
                .map(endpoint -> new Scored(endpoint, score(endpoint, models)))
                .toList();
        return picker.pick(scored);
    }

    private double score(Endpoint endpoint, Set<String> models) {
        double sum = 0;
        for (Map.Entry<EndpointScorer, Double> scorer : scorers.entrySet()) {
            sum += scorer.getValue() * scorer.getKey().score(endpoint, models);
        }
        return sum;
    }
}
