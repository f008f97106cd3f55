package io.sluice.selection.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a data set looks like.
 *
 * @param rows       that can be selected
 * @param faults     records that were set aside, by {@link io.sluice.selection.row.RowFault.Kind#label}
 * @param forms      rows by {@link io.sluice.selection.row.RowForm#label}
 * @param characters of the rows' texts
 * @param repeats    rows whose text, but for layout, an earlier one has
 * @param labels     by name, at most 32 of them
 */
public record Profile(long rows, Map<String, Long> faults, Map<String, Long> forms, Characters characters, long repeats,
        Map<String, LabelValues> labels) {

    /** Exact quartiles: the least length that a quarter, a half, three quarters of the rows don't exceed. In UTF-16 units. */
    public record Characters(int min, @JsonProperty("lower_quartile") int lowerQuartile, int median, @JsonProperty("upper_quartile") int upperQuartile,
            int max, double mean) {
    }

    /**
     * @param rows     that have the label
     * @param distinct values; 1,000 stands for that many or more
     * @param top      at most twenty, most frequent first; empty where there are too many values for a label to mean anything
     */
    public record LabelValues(long rows, int distinct, List<Value> top) {
    }

    /** One value of a label. */
    public record Value(String value, long rows) {
    }

    /** Records that were set aside. */
    public long faulty() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }
}
