package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A caller judged an answer.
 *
 * @param score   0 (useless) .. 1 (right)
 * @param comment up to 2 000 characters; absent when none was given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeedbackGiven(
        String requestId,
        String tenant,
        double score,
        @Nullable String comment,
        Instant givenAt) implements SluiceEvent {

    public static final String TYPE = "io.sluice.feedback.given.v1";

    @Override
    public String aggregateId() {
        return requestId;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String topic() {
        return Topics.FEEDBACK_GIVEN;
    }
}
