package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * No trainer can do this job as it is; it was not begun. The request lies in the dead letters too.
 *
 * @param code  stable, e.g. {@code unknown_base}
 * @param field of the job that is at fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRejected(String job, String worker, String code, String message, @Nullable String field, Instant at)
        implements TrainingProgressEvent {

    public static final String TYPE = "io.sluice.training.rejected.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
