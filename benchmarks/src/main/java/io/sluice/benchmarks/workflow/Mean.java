package io.sluice.benchmarks.workflow;

/** With its 95 % interval by the normal approximation. */
public record Mean(double mean, double low, double high) {

    private static final double Z = 1.959963984540054;

    /** @param values at least one */
    static Mean of(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double error = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1.0) / values.length);
        return new Mean(mean, mean - Z * error, mean + Z * error);
    }
}
