package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen.
 *
 * @param dataSet   digest of the chosen rows as a data set of their own, the best first
 * @param lineage   SHA-256 of {@code selection.jsonl}: a line for each chosen row with rank, score, reason and where it is from
 * @param selected  rows
 * @param wanted    rows of the budget
 * @param setAside  records of the pool that were no candidates, by reason
 * @param byQuota   better rows that a quota kept out
 * @param byCluster better rows that were too many of their cluster
 * @param lastScore of the last row chosen; absent: none was
 * @param settings  of the selector as they came out, such as a model that was trained or a rule that was fitted: a job with these does the
 *                  same again; absent: of an older version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionResult(
        @JsonProperty("data_set") String dataSet,
        String lineage,
        long selected,
        long wanted,
        @JsonProperty("set_aside") Map<String, Long> setAside,
        @JsonProperty("by_quota") long byQuota,
        @JsonProperty("by_cluster") long byCluster,
        @JsonProperty("last_score") @Nullable Double lastScore,
        @Nullable Map<String, String> settings) {

    /** Without settings. */
    public SelectionResult(String dataSet, String lineage, long selected, long wanted, Map<String, Long> setAside, long byQuota, long byCluster,
            @Nullable Double lastScore) {
        this(dataSet, lineage, selected, wanted, setAside, byQuota, byCluster, lastScore, null);
    }
}
