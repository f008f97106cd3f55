package io.sluice.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.router.routing.filter.EndpointFilter;
import io.sluice.router.routing.picker.EndpointPicker;
import io.sluice.router.routing.scorer.EndpointScorer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private static final EndpointScorer LONG_NAME = (endpoint, models) -> endpoint.uri().toString().length() / 100.0;

    @Test
    void choosesAsAnExhaustiveSearchDoes() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<Endpoint> endpoints = endpoints(random);
            double weight = random.nextDouble();
            Profile profile = new Profile(List.of(EndpointFilter.SERVES_MODELS),
                    Map.of(EndpointScorer.LEAST_LOADED, weight, LONG_NAME, 1 - weight), EndpointPicker.best(random));

            Optional<Endpoint> chosen = profile.choose(endpoints, Set.of("tiny"));

            double best = Double.NEGATIVE_INFINITY;
            for (Endpoint each : endpoints) {
                if (each.ready("tiny").isPresent()) {
                    best = Math.max(best, score(each, weight));
                }
            }
            assertThat(chosen.isPresent()).as("round %d", round).isEqualTo(best > Double.NEGATIVE_INFINITY);
            double wanted = best;
            chosen.ifPresent(endpoint -> {
                assertThat(endpoint.ready("tiny")).isPresent();
                assertThat(score(endpoint, weight)).isEqualTo(wanted, org.assertj.core.api.Assertions.within(1e-12));
            });
        }
    }

    @Test
    void everyOneOfEqualsIsChosenSometimes() {
        Profile profile = new Profile(List.of(), Map.of(EndpointScorer.LEAST_LOADED, 1.0), EndpointPicker.best(new Random(3)));
        List<Endpoint> equals = List.of(Samples.endpoint("a", 1, 0, Samples.SMALL), Samples.endpoint("b", 1, 0, Samples.SMALL),
                Samples.endpoint("c", 2, 0, Samples.SMALL));
        Set<Endpoint> chosen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            profile.choose(equals, Set.of()).ifPresent(chosen::add);
        }
        assertThat(chosen).containsExactlyInAnyOrder(equals.get(0), equals.get(1));
    }

    @Test
    void aLongerQueueNeverScoresHigher() {
        double last = Double.POSITIVE_INFINITY;
        for (int queued = 0; queued < 50; queued++) {
            double score = EndpointScorer.LEAST_LOADED.score(Samples.endpoint("e", 4, queued, Samples.SMALL), Set.of());
            assertThat(score).isBetween(0.0, 1.0).isLessThan(last);
            last = score;
        }
    }

    @Test
    void prefersTheEndpointThatHoldsTheAdapterUntilItsSlotsAreTaken() {
        Profile profile = new Profile(List.of(EndpointFilter.SERVES_MODELS),
                Map.of(EndpointScorer.LEAST_LOADED, 1.0, EndpointScorer.HOLDS_ADAPTERS, 0.5), EndpointPicker.best(new Random(1)));
        Endpoint idle = Samples.endpoint("idle", 0, 0, Samples.SMALL);
        Endpoint holder = Samples.holding(Samples.endpoint("holder", 3, 0, Samples.SMALL), "tiny:sort@1");
        Endpoint crowded = Samples.holding(Samples.endpoint("crowded", 4, 1, Samples.SMALL), "tiny:sort@1");

        assertThat(profile.choose(List.of(idle, holder), Set.of("tiny:sort@1"))).contains(holder);
        assertThat(profile.choose(List.of(idle, holder), Set.of("tiny:sort"))).contains(holder);
        assertThat(profile.choose(List.of(idle, holder), Set.of("tiny:sort@2"))).contains(idle);
        assertThat(profile.choose(List.of(idle, holder), Set.of("tiny"))).contains(idle);
        assertThat(profile.choose(List.of(idle, crowded), Set.of("tiny:sort"))).contains(idle);
        assertThat(profile.choose(List.of(idle, holder), Set.of("big:sort"))).isEmpty();
    }

    @Test
    void halfOfTheAdaptersIsHalfAsGood() {
        Endpoint holder = Samples.holding(Samples.endpoint("holder", 0, 0, Samples.SMALL), "tiny:sort@1");
        assertThat(EndpointScorer.HOLDS_ADAPTERS.score(holder, Set.of("tiny:sort*0.5+add@2"))).isEqualTo(0.5);
        assertThat(EndpointScorer.HOLDS_ADAPTERS.score(holder, Set.of())).isEqualTo(1);
    }

    private static double score(Endpoint endpoint, double weight) {
        return weight * EndpointScorer.LEAST_LOADED.score(endpoint, Set.of()) + (1 - weight) * LONG_NAME.score(endpoint, Set.of());
    }

    private static List<Endpoint> endpoints(Random random) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            var small = random.nextInt(3) == 0 ? Samples.refused(Samples.SMALL, "no") : Samples.SMALL;
            endpoints.add(Samples.endpoint("host" + "x".repeat(random.nextInt(5)) + i, random.nextInt(5), random.nextInt(9), small));
        }
        return endpoints;
    }
}
