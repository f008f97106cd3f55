package io.sluice.benchmarks.selection;

import java.util.List;

/**
 * Everything that was measured; parts that were not are empty lists.
 *
 * @param mix       that pools were drawn from
 * @param study     how choices were learned
 * @param rows      of each selector and budget; {@code full} has a budget of 1 alone
 * @param variants  selectors with other settings; of most nothing was trained
 * @param races     what two selectors cost, measured in turns
 * @param threads   speed with two threads beside one
 * @param memory    by number of rows
 * @param published what papers report, with other models and data
 */
public record SelectionResult(String machine, List<Long> seeds, MixedPool.Mix mix, Student.Study study,
        List<SelectionRow> rows, List<SelectionRow> variants, List<Race> races, List<SpeedUp> threads, List<MemoryRow> memory, List<Published> published,
        List<Gate> gates) {

    /** A figure that somebody else found. */
    public record Published(String source, String figure) {

        static final List<Published> ALL = List.of(
                new Published("ZIP-FIT, Obbad et al. 2024", "lowest loss up to 85.1 % faster, selection up to 65.8 % faster than DSIR"),
                new Published("CoLoR-Filter, Brandfonbrener et al. 2024", "as good as random with 25 times (books) and 11 times (downstream tasks) less data"));
    }

    public boolean met() {
        return gates.stream().allMatch(Gate::met);
    }
}
