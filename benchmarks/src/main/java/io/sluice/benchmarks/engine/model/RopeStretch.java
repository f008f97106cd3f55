package io.sluice.benchmarks.engine.model;

/**
 * Llama 3's scaling of rotary frequencies.
 *
 * @param factor   divides the frequencies of long waves
 * @param low      waves longer than {@code original / low} positions are long
 * @param high     waves shorter than {@code original / high} positions stay as they are
 * @param original context length of the first training
 */
public record RopeStretch(double factor, double low, double high, double original) {

    /**
     * What each frequency is divided by, for GGUF's tensor {@code rope_freqs.weight}.
     *
     * @return one number for each pair of a head's values
     */
    float[] divisors(double theta, int headSize) {
        float[] divisors = new float[headSize / 2];
        for (int i = 0; i < divisors.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(theta, 2.0 * i / headSize);
            double share = Math.clamp((original / wavelength - low) / (high - low), 0, 1);
            divisors[i] = (float) (1 / ((1 - share) / factor + share));
        }
        return divisors;
    }
}
