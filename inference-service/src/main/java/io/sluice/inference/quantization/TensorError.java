package io.sluice.inference.quantization;

/**
 * What a tensor lost.
 *
 * @param relativeRms root of the mean squared error over the root of the mean squared weight; 0 for all zeros
 * @param largest     absolute error of the worst weight
 */
public record TensorError(double relativeRms, double largest) {

    /** Adds up errors weight by weight. */
    static final class Sum {

        private double squaredError;
        private double squares;
        private double largest;

        void add(double weight, double stored) {
            double error = weight - stored;
            squaredError += error * error;
            squares += weight * weight;
            largest = Math.max(largest, Math.abs(error));
        }

        TensorError error() {
            return new TensorError(squares == 0 ? 0 : Math.sqrt(squaredError / squares), largest);
        }
    }
}
