package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.event.RouteDecided;
import io.sluice.contracts.event.Topics;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.EventLog;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Tasks;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What everyone else is told about a request. */
@InBothForms
class EventsIT {

    private final Platform platform;

    EventsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void aRequestAndItsFeedbackAreToldUnderOneTrace() {
        String prompt = Tasks.test(2).getLast().prompt();
        String trace = UUID.randomUUID().toString().replace("-", "");
        Api traced = platform.api().withHeader("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

        Reply reply = traced.chat(Ask.chat(prompt).sluice("policy", "entropy"));
        String id = reply.header("x-request-id");
        traced.post("/v1/feedback", Map.of("request_id", id, "score", 1, "comment", "right")).ok();

        EventLog.Event decided = platform.events().await(Topics.ROUTE_DECISIONS, id);
        EventLog.Event completed = platform.events().await(Topics.INFERENCE_COMPLETED, id);
        EventLog.Event feedback = platform.events().await(Topics.FEEDBACK_GIVEN, id);
        assertCloudEvent(decided, RouteDecided.TYPE, id, trace);
        assertCloudEvent(completed, InferenceCompleted.TYPE, id, trace);
        assertCloudEvent(feedback, FeedbackGiven.TYPE, id, trace);
        assertThat(decided.data().get("plan").get("policy").asString()).isEqualTo("entropy");
        assertThat(completed.data().get("outcome").asString()).isEqualTo("completed");
        assertThat(completed.data().get("usage").get("completionTokens").asInt())
                .isEqualTo(Answer.of(reply).completionTokens());
        assertThat(feedback.data().get("score").asDouble()).isEqualTo(1);
        assertThat(decided.data().toString() + completed.data()).as("no prompt in events").doesNotContain(prompt);
    }

    @Test
    void aClientThatWentAwayIsToldAsCancelled() {
        String id;
        try (var stream = platform.api().streamChat(Ask.chat("hi").model(io.sluice.e2e.harness.Models.LARGE).endless(8_000))) {
            id = stream.headers().firstValue("x-request-id").orElseThrow();
            assertThat(stream.next()).isNotNull();
        }

        assertThat(platform.events().await(Topics.INFERENCE_COMPLETED, id).data().get("outcome").asString())
                .isEqualTo("cancelled");
    }

    @Test
    void feedbackOutOfRangeNamesItsField() {
        Reply reply = platform.api().post("/v1/feedback", Map.of("request_id", "r", "score", 2));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("error").get("param").asString()).isEqualTo("score");
    }

    private static void assertCloudEvent(EventLog.Event event, String type, String id, String trace) {
        assertThat(event.key()).isEqualTo(id);
        assertThat(event.headers()).containsEntry("ce_type", type).containsEntry("ce_subject", id)
                .containsEntry("ce_specversion", "1.0").containsKeys("ce_id", "ce_source", "ce_time");
        assertThat(event.headers().get("traceparent")).startsWith("00-" + trace + "-");
        assertThat(event.data().get("requestId").asString()).isEqualTo(id);
    }
}
