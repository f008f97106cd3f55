package io.sluice.benchmarks.mixing;

import java.nio.file.Path;
import java.util.List;

/**
 * What is compared.
 *
 * @param base        folder of the model, all of whose weights are tuned
 * @param special     skills that take much data
 * @param specialRows of each of them
 * @param general     the skill that is learned after them
 * @param generalRows of it
 * @param fractions   k of DMT; 0 is the plain order, one after the other
 * @param epochs      how often every row of a stage is read; steps follow from it
 * @param seeds       of data, start and order
 * @param testItems   of each skill, and of what the model knew before
 */
public record MixingSetup(
        Path base, List<String> special, int specialRows, String general, int generalRows, List<Double> fractions, double epochs,
        List<Long> seeds, int testItems) {

    public MixingSetup {
        require(!special.isEmpty() && !special.contains(general), "skills", special + " and " + general);
        require(specialRows >= 1 && generalRows >= 1, "rows", Math.min(specialRows, generalRows));
        require(epochs > 0 && Double.isFinite(epochs), "epochs", epochs);
        require(!seeds.isEmpty(), "seeds", seeds);
        require(testItems >= 1, "test items", testItems);
        require(fractions.stream().allMatch(k -> k >= 0 && k <= 1), "fractions", fractions);
    }

    /** All that decides a row, but for its order and seed. */
    String data() {
        return special + " " + specialRows + " " + general + " " + generalRows + " " + epochs + " " + testItems;
    }

    static void require(boolean holds, String what, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " can't be " + value);
        }
    }
}
