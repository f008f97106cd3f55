package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.Tenant;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.trace.TraceFilter;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code POST /v1/feedback}: a caller judges an answer. Answered only when the broker has it. */
@RestController
class FeedbackController {

    private static final int COMMENT_MAX = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackController.class);
    private static final Pattern PREFIX = Pattern.compile("^(chatcmpl|cmpl)-");
    private static final Pattern ID = Pattern.compile("(chatcmpl-|cmpl-)?[A-Za-z0-9._-]{8,64}");

    /** @param requestId the {@code X-Request-Id} or the {@code id} of the answer */
    record Feedback(@JsonProperty("request_id") @Nullable String requestId, @Nullable Double score, @Nullable String comment) {
    }

    record Accepted(String object, @JsonProperty("request_id") String requestId) {
    }

    private final Admission admission;
    private final BodyReader bodies;
    private final EventPublisher events;
    private final Clock clock;

    FeedbackController(Admission admission, BodyReader bodies, EventPublisher events, Clock clock) {
        this.admission = admission;
        this.bodies = bodies;
        this.events = events;
        this.clock = clock;
    }

    @PostMapping("/v1/feedback")
    Mono<Accepted> give(ServerWebExchange exchange) {
        return admission.count(exchange)
                .then(bodies.read(exchange, Feedback.class))
                .map(feedback -> event(feedback, Tenant.of(exchange).id()))
                .flatMap(event -> Mono.fromFuture(() -> events.publishDurably(event, TraceFilter.of(exchange).traceparent()))
                        .onErrorMap(FeedbackController::unavailable)
                        .thenReturn(new Accepted("feedback", event.requestId())));
    }

    private FeedbackGiven event(Feedback feedback, String tenant) {
        if (feedback.score() == null || !(feedback.score() >= 0 && feedback.score() <= 1)) {
            throw FieldRules.invalid("score", "must be a number within 0..1");
        }
        if (feedback.requestId() == null || !ID.matcher(feedback.requestId()).matches()) {
            throw FieldRules.invalid("request_id", "must be the id of an answer");
        }
        if (feedback.comment() != null && feedback.comment().length() > COMMENT_MAX) {
            throw FieldRules.invalid("comment", "may hold at most " + COMMENT_MAX + " characters");
        }
        String comment = feedback.comment() == null ? null : FieldRules.text("comment", feedback.comment());
        return new FeedbackGiven(PREFIX.matcher(feedback.requestId()).replaceFirst(""), tenant, feedback.score(), comment, clock.instant());
    }

    private static SluiceException unavailable(Throwable away) {
        LOG.warn("feedback could not be stored: {}", away.toString());
        return SluiceException.external(503, "events_unavailable", "the feedback could not be stored; try again");
    }
}
