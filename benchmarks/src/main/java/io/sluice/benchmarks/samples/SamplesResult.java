package io.sluice.benchmarks.samples;

import java.util.List;

/**
 * The whole measurement, as the JSON file holds it.
 *
 * @param seed    of the test items and of what is drawn
 * @param lengths First Finish Search on lengths that are made up
 */
public record SamplesResult(long seed, int items, double temperature, List<Row> rows, List<TaskRow> tasks, List<LengthRow> lengths) {

    /**
     * One method on one model.
     *
     * @param accuracy      of {@code 8, none stopped}: of its samples on average
     * @param tokensPerItem of all samples together
     * @param cpuRatio      CPU time relative to one sample's
     */
    public record Row(String model, String method, double accuracy, double accuracyLow, double accuracyHigh, double tokensPerItem,
            double cpuRatio) {
    }

    /**
     * One kind of exercise on one model.
     *
     * @param single      share of right ones among eight samples of each item
     * @param rightTokens mean length of the right ones, and {@code wrongTokens} of the others; 0 where there is none
     * @param firstFinish accuracy of {@code first finish 8}, and {@code majority} of {@code majority 8}
     */
    public record TaskRow(String model, String task, int items, double single, double rightTokens, double wrongTokens,
            double firstFinish, double majority) {
    }

    /** @param accuracy of First Finish Search, and {@code tokens} the mean length of its answers */
    public record LengthRow(String world, int samples, double accuracy, double tokens) {
    }
}
