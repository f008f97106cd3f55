package io.sluice.contracts.calibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /calibrations}: find the cheapest threshold whose accuracy is at least {@code qualityFloor} × the large
 * model's, with the stated confidence.
 *
 * @param policy       {@code probe}, {@code cascade} or {@code entropy}
 * @param rule         for {@code entropy}; absent: {@code current}
 * @param qualityFloor ρ, in (0,1]
 * @param confidence   1 − δ, in (0.5,1)
 * @param grader       {@code final}: the text after the last {@code ####}; {@code exact}: the whole answer; both trimmed
 * @param maxTokens    tokens an answer may have
 * @param items        10..20 000 labelled prompts, not used to train either model
 * @param seed         order of the items, fixed before any label is looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CalibrationRequest(
        Policy policy,
        @Nullable EntropyRule rule,
        @JsonProperty("quality_floor") double qualityFloor,
        double confidence,
        String grader,
        @JsonProperty("max_tokens") int maxTokens,
        List<LabelledPrompt> items,
        long seed) {
}
