package io.sluice.contracts.calibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.CalibrationPublished;
import org.jspecify.annotations.Nullable;

/**
 * State of a calibration, as {@code GET /calibrations/ID} tells it.
 *
 * @param status        {@code running}, {@code published}, {@code not_enough_labels}, {@code floor_out_of_reach},
 *                      {@code failed} or {@code cancelled}
 * @param done          generations finished
 * @param total         generations planned
 * @param labelsNeeded  with {@code not_enough_labels}: how many labelled prompts would certify the best threshold seen
 * @param message       one sentence for people
 * @param published     what was published, once it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CalibrationJob(
        String id,
        String status,
        int done,
        int total,
        @Nullable Integer labelsNeeded,
        String message,
        @Nullable CalibrationPublished published) {
}
