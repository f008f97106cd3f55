package io.sluice.workflow.scheduling.evaluation;

/** An estimate with its 95 % interval; the lower end alone holds with 97.5 %. */
public record Interval(double mean, double low, double high) {

    /** Of both ends together. */
    public static final double CONFIDENCE = 0.95;

    private static final double Z = 1.959963984540054;

    /** By the normal approximation. */
    static Interval of(double[] values) {
        double mean = mean(values);
        double error = values.length < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(variance(values, mean) / values.length);
        return new Interval(mean, mean - Z * error, mean + Z * error);
    }

    /**
     * A lower bound of the mean that holds for every distribution within {@code range}, with confidence {@code 1 − delta}
     * (Maurer and Pontil 2009, empirical Bernstein).
     */
    static double bernstein(double[] values, double range, double delta) {
        if (values.length < 2) {
            return Double.NEGATIVE_INFINITY;
        }
        double mean = mean(values);
        double log = Math.log(2 / delta);
        return mean - Math.sqrt(2 * variance(values, mean) * log / values.length) - 7 * range * log / (3 * (values.length - 1.0));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return squares / (values.length - 1.0);
    }
}
