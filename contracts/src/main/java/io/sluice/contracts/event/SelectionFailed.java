package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * It can't be done: an end.
 *
 * @param worker who found out
 * @param code   stable, snake_case
 * @param field  of the request at fault; absent: none is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionFailed(String job, String worker, String code, @Nullable String field, String message, Instant at)
        implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.failed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
