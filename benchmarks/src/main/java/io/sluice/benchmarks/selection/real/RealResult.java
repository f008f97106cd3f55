package io.sluice.benchmarks.selection.real;

import java.util.List;

/**
 * What selectors found.
 *
 * @param root       the folder below which the text lay
 * @param rows       one for each selector and kind
 * @param means      one for each selector, over the kinds
 * @param exact      passages left out because an earlier one is the same
 * @param near       or nearly the same
 * @param missing    a sentence for each kind that this machine has too little of
 */
public record RealResult(String root, long seed, int passages, List<OfKind> kinds, int exact, int near, List<String> missing, List<Row> rows,
        List<Mean> means) {

    public RealResult {
        kinds = List.copyOf(kinds);
        missing = List.copyOf(missing);
        rows = List.copyOf(rows);
        means = List.copyOf(means);
    }

    /**
     * A kind of text.
     *
     * @param files    that were read
     * @param sample   passages of the target
     * @param passages in the pool
     */
    public record OfKind(String kind, int files, int sample, int passages) {
    }

    /**
     * One selector with one kind as its target.
     *
     * @param share             of the kind in the pool: what chance finds
     * @param precisionAt5      of the best 5 % of the pool
     * @param precisionAtShare  of as many as there are of the kind
     * @param cpuSeconds        of preparing and of scoring the pool, on one thread
     */
    public record Row(String selector, String kind, double share, double precisionAt5, double precisionAtShare, double cpuSeconds) {
    }

    /** The same, the mean over the kinds. */
    public record Mean(String selector, double precisionAt5, double precisionAtShare, double cpuSeconds) {
    }
}
