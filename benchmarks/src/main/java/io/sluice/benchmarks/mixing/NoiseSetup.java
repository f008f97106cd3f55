package io.sluice.benchmarks.mixing;

import java.nio.file.Path;
import java.util.List;

/**
 * What is compared.
 *
 * @param base           folder of the model, all of whose weights are tuned
 * @param kind           of exercise: its steps have to be worked through, each from those before
 * @param rows           to learn from
 * @param contaminations shares of them that get mistakes
 * @param intensity      chance of a mistake, of each number or each step of such a row
 * @param epochs         how often every row is read
 * @param seeds          of rows, noise and order
 * @param testItems      without mistakes, that nobody learns from
 */
public record NoiseSetup(
        Path base, String kind, int rows, List<Double> contaminations, double intensity, double epochs, List<Long> seeds, int testItems) {

    public NoiseSetup {
        MixingSetup.require(rows >= 1, "rows", rows);
        MixingSetup.require(contaminations.stream().allMatch(share -> share > 0 && share <= 1), "contaminations", contaminations);
        MixingSetup.require(intensity > 0 && intensity <= 1, "intensity", intensity);
        MixingSetup.require(epochs > 0 && Double.isFinite(epochs), "epochs", epochs);
        MixingSetup.require(!seeds.isEmpty(), "seeds", seeds);
        MixingSetup.require(testItems >= 1, "test items", testItems);
    }

    /** All that decides a row, but for its noise and seed. */
    String data() {
        return kind + " " + rows + " " + intensity + " " + epochs + " " + testItems;
    }
}
