package io.sluice.router.routing.picker;

import io.sluice.router.routing.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Chooses among scored endpoints. */
@FunctionalInterface
public interface EndpointPicker {

    /** An endpoint and its total score. */
    record Scored(Endpoint endpoint, double score) {
    }

    Optional<Endpoint> pick(List<Scored> scored);

    /** The best; among equals one by chance, so that replicas of the router do not all choose the same. */
    static EndpointPicker best(RandomGenerator random) {
        return scored -> {
            double best = scored.stream().mapToDouble(Scored::score).max().orElse(Double.NaN);
            List<Scored> equals = scored.stream().filter(each -> each.score() == best).toList();
            return equals.isEmpty() ? Optional.empty() : Optional.of(equals.get(random.nextInt(equals.size())).endpoint());
        };
    }
}
