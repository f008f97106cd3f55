package io.sluice.router;

import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.router.routing.PolicyDefaults;
import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code sluice.router.*}.
 *
 * @param endpoints base addresses of the inference-services
 * @param policy    what {@code sluice-auto} means
 * @param rule      which entropy decides, when entropy does
 */
@ConfigurationProperties("sluice.router")
record RouterSettings(
        List<URI> endpoints,
        Policy policy,
        EntropyRule rule,
        Threshold current,
        Threshold published,
        Threshold cascade,
        Threshold probe,
        double largeShare,
        Probe probeModel) {

    record Threshold(double threshold, int window, int minRun, int coolDown) {
        Dials dials(EntropyRule rule) {
            return new Dials(rule, threshold, window, minRun, coolDown, 0, 0);
        }
    }

    record Probe(List<Double> weights, double bias, List<Double> mean, List<Double> scale) {
    }

    PolicyDefaults defaults() {
        return new PolicyDefaults(policy, rule, current.dials(EntropyRule.CURRENT), published.dials(EntropyRule.PUBLISHED),
                new Dials(null, cascade.threshold(), 1, 1, 0, 0, 0), new Dials(null, probe.threshold(), 1, 1, 0, 0, 0),
                new Dials(null, 0, 1, 1, 0, largeShare, 0),
                new ProbeModel(probeModel.weights(), probeModel.bias(), probeModel.mean(), probeModel.scale()));
    }
}
