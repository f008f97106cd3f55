package io.sluice.inference.adapter.selection;

import io.sluice.inference.kernel.LowRankFactors;

/** {@code ‖B·A·x‖ / (‖B·A‖ · ‖x‖)} from the whole product. */
final class ProductLength {

    private ProductLength() {
    }

    static double of(LowRankFactors factors, float[] x) {
        double result = 0;
        double norm = 0;
        double length = 0;
        for (float value : x) {
            length += (double) value * value;
        }
        for (int o = 0; o < factors.outputs(); o++) {
            double y = 0;
            for (int i = 0; i < factors.inputs(); i++) {
                double weight = 0;
                for (int j = 0; j < factors.rank(); j++) {
                    weight += (double) factors.b()[o * factors.rank() + j] * factors.a()[j * factors.inputs() + i];
                }
                norm += weight * weight;
                y += weight * x[i];
            }
            result += y * y;
        }
        return Math.sqrt(result / norm / length);
    }
}
