package io.sluice.benchmarks.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one way to choose adapters gives on a mixed stream; shares from 0 to 1.
 *
 * @param method      {@code none}, {@code best-single} and {@code oracle}; the selectors of requests; and other forms of Arrow
 * @param accuracy    share of the items that were answered rightly
 * @param low         end of its 95 % interval (Wilson)
 * @param ofOracle    accuracy relative to that of each item's own adapter
 * @param chosenRight share of the items for which the item's own adapter had the best score; absent where nobody chose
 * @param adapter     of {@code best-single}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionRow(
        String method,
        double accuracy,
        double low,
        double high,
        double ofOracle,
        @Nullable Double chosenRight,
        @Nullable String adapter) {
}
