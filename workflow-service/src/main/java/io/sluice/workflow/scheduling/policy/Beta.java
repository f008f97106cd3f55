package io.sluice.workflow.scheduling.policy;

import java.util.random.RandomGenerator;

/** Draws from beta distributions, as a share of two gamma variates (Marsaglia and Tsang 2000). */
final class Beta {

    private Beta() {
    }

    /** Both parameters greater than 0. */
    static double draw(double alpha, double beta, RandomGenerator random) {
        double one = gamma(alpha, random);
        double other = gamma(beta, random);
        return one + other == 0 ? alpha / (alpha + beta) : one / (one + other);
    }

    private static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double v = Math.pow(1 + c * normal, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
