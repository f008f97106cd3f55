package io.sluice.inference.engine;

/** How the rotary frequencies are stretched for contexts longer than the model was first trained on. */
sealed interface RopeScaling {

    /** The angle per position, in radians, for a frequency before scaling. */
    double scaled(double frequency);

    record None() implements RopeScaling {
        @Override
        public double scaled(double frequency) {
            return frequency;
        }
    }

    /** Position interpolation (arXiv:2306.15595): every frequency divided by {@code factor}. */
    record Linear(double factor) implements RopeScaling {
        @Override
        public double scaled(double frequency) {
            return frequency / factor;
        }
    }

    /**
     * Llama 3.1's scaling: wavelengths below {@code original / highFactor} stay, those above
     * {@code original / lowFactor} are divided by {@code factor}, those between are blended.
     *
     * @param original context length of the first training
     */
    record Llama3(double factor, double lowFactor, double highFactor, double original) implements RopeScaling {
        @Override
        public double scaled(double frequency) {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < original / highFactor) {
                return frequency;
            }
            if (wavelength > original / lowFactor) {
                return frequency / factor;
            }
            double share = (original / wavelength - lowFactor) / (highFactor - lowFactor);
            return (1 - share) * frequency / factor + share * frequency;
        }
    }
}
