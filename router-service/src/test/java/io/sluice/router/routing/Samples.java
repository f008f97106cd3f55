package io.sluice.router.routing;

import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.contracts.routing.RouteRequest;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pair of models, the endpoints that hold them and what is configured. */
final class Samples {

    static final ModelCard SMALL = card("tiny", "small", "aa");
    static final ModelCard LARGE = card("big", "large", "bb");
    static final ProbeModel PROBE = probe(0.5);
    static final PolicyDefaults DEFAULTS = new PolicyDefaults(Policy.ENTROPY, EntropyRule.CURRENT,
            new Dials(EntropyRule.CURRENT, 0.5, 1, 2, 3, 0, 0), new Dials(EntropyRule.PUBLISHED, 0.75, 5, 3, 0, 0, 0),
            new Dials(null, 0.4, 1, 1, 0, 0, 0), new Dials(null, 0.3, 1, 1, 0, 0, 0), new Dials(null, 0, 1, 1, 0, 0.25, 0), PROBE);

    private Samples() {
    }

    static ModelCard card(String name, String role, String digest) {
        return new ModelCard(name, role, 1000, 512, 448, digest, "ready", null);
    }

    static ModelCard refused(ModelCard card, String why) {
        return new ModelCard(card.name(), card.role(), 1000, 512, 448, card.digest(), "refused", why);
    }

    static Endpoint endpoint(String host, int running, int queued, ModelCard... models) {
        return new Endpoint(URI.create("http://" + host), new EndpointState(List.of(models), running, queued, 4));
    }

    static Endpoint holding(Endpoint endpoint, String... adapted) {
        EndpointState state = endpoint.state();
        return new Endpoint(endpoint.uri(), new EndpointState(state.models(), state.running(), state.queued(), state.slots(), List.of(adapted)));
    }

    static RouteRequest request(String model, DialOverrides overrides) {
        return new RouteRequest("req-1", "tenant", model, overrides, 100, 64);
    }

    static DialOverrides wish(@Nullable Policy policy, @Nullable EntropyRule rule, @Nullable Double threshold) {
        return new DialOverrides(policy, rule, threshold, null, null, null, null, null, null);
    }

    static DialOverrides wish(SamplePlan samples) {
        return new DialOverrides(null, null, null, null, null, null, null, null, null, samples);
    }

    static CalibrationPublished calibration(String id, Policy policy, @Nullable EntropyRule rule, double threshold, String pair, long second) {
        return new CalibrationPublished(id, policy, new Dials(rule, threshold, 1, 1, 0, 0, 0),
                policy == Policy.PROBE ? probe(9) : null, pair, 0.95, 0.9, 640, 0.8, 0.82, 0.1, "cc", Instant.ofEpochSecond(second));
    }

    static ProbeModel probe(double bias) {
        List<Double> zeros = Collections.nCopies(ProbeModel.FEATURES.size(), 0.0);
        return new ProbeModel(zeros, bias, zeros, Collections.nCopies(ProbeModel.FEATURES.size(), 1.0));
    }
}
