package io.sluice.router.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCaller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The service as it is shipped, with a real broker. */
class RouterServiceIT {

    private static final TestBroker BROKER = TestBroker.notStarted();
    private static final FakeInference INFERENCE = new FakeInference();

    private static RouterProcess router;

    @BeforeAll
    static void start() {
        BROKER.start();
        router = new RouterProcess(INFERENCE.uri(), BROKER.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        router.close();
        INFERENCE.close();
        BROKER.close();
    }

    @BeforeEach
    void alive() {
        RouterProcess.await("the endpoint", () -> router.get("/models").json(), models -> models.size() == 2);
    }

    @AfterEach
    void reset() {
        INFERENCE.endWith(null);
        INFERENCE.letGo();
    }

    @Test
    void aRouteIsAnsweredAndToldUnderItsTrace() {
        String id = "req-" + UUID.randomUUID();
        String trace = UUID.randomUUID().toString().replace("-", "");

        TestCaller.Reply reply = router.post("/route", request(id, RouteRequest.AUTO, Policy.ENTROPY, null),
                "traceparent", "00-" + trace + "-00f067aa0ba902b7-01", "X-Request-Id", id);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.headers().firstValue("X-Request-Id")).hasValue(id);
        assertThat(reply.json().get("endpoint").asString()).isEqualTo(INFERENCE.uri().toString());
        assertThat(reply.json().get("plan").get("small").asString()).isEqualTo("tiny");
        assertThat(reply.json().get("plan").get("large").asString()).isEqualTo("big");
        ConsumerRecord<String, String> event = event(Topics.ROUTE_DECISIONS, id);
        assertThat(event.value()).contains("\"requestId\":\"" + id + "\"", "\"policy\":\"entropy\"");
        assertThat(new String(event.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8)).startsWith("00-" + trace + "-");
        assertThat(router.get("/actuator/prometheus").text()).contains("sluice_route_decisions", "http_server_requests");
    }

    @Test
    void badRoutesAreToldWithTheirField() {
        assertThat(router.post("/route", request("r", "no-such-model", null, null)).status()).isEqualTo(404);
        assertThat(code(router.post("/route", request("r", "no-such-model", null, null)))).isEqualTo("model_not_found");
        TestCaller.Reply dial = router.post("/route", request("r", RouteRequest.AUTO, null, -1.0));
        assertThat(dial.status()).isEqualTo(400);
        assertThat(param(dial)).isEqualTo("sluice.threshold");
        TestCaller.Reply missing = router.post("/route", "{\"requestId\":\"r\",\"promptChars\":1,\"maxTokens\":1}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(param(missing)).isEqualTo("tenant");
        assertThat(router.post("/route", "{").status()).isEqualTo(400);
        assertThat(router.post("/route", "{\"a\":1,\"a\":2}").status()).isEqualTo(400);
    }

    @Test
    void aCascadeIsCertifiedPublishedUsedAtOnceByEveryReplicaAndAfterARestart() {
        try (RouterProcess replica = new RouterProcess(INFERENCE.uri(), BROKER.bootstrapServers())) {
            JsonNode job = calibrate(request(Policy.CASCADE, null, 0.9, 0.9, 400));

            assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("published");
            JsonNode published = job.get("published");
            assertThat(published.get("pair").asString()).isEqualTo("aa+bb");
            assertThat(published.get("labels").asInt()).isEqualTo(400);
            assertThat(published.get("labelsDigest").asString()).matches("[0-9a-f]{64}");
            double threshold = published.get("dials").get("threshold").asDouble();
            assertThat(quality(400, threshold)).isGreaterThanOrEqualTo(0.9 * quality(400, -1));
            assertThat(threshold).as("laxer than all large").isGreaterThanOrEqualTo(0.65);
            assertThat(job.get("done").asInt()).isEqualTo(job.get("total").asInt()).isEqualTo(800);

            String id = published.get("calibrationId").asString();
            assertUses(router, id, threshold);
            assertUses(replica, id, threshold);
            assertThat(event(Topics.ROUTE_CALIBRATIONS, "CASCADE").value()).contains(id);
            try (RouterProcess restarted = new RouterProcess(INFERENCE.uri(), BROKER.bootstrapServers())) {
                assertUses(restarted, id, threshold);
                assertThat(restarted.get("/calibrations/" + id).json().get("published").get("calibrationId").asString()).isEqualTo(id);
            }
        }
    }

    @Test
    void aProbeIsFittedOnOneHalfAndCertifiedOnTheOther() {
        JsonNode job = calibrate(request(Policy.PROBE, null, 0.85, 0.9, 600));

        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("published");
        assertThat(job.get("published").get("labels").asInt()).isEqualTo(300);
        JsonNode probe = job.get("published").get("probe");
        assertThat(probe.get("weights").get(4).asDouble()).as("uncertainty means wrong").isPositive();
        assertThat(probe.get("weights").get(0).asDouble()).as("a constant says nothing").isEqualTo(0, org.assertj.core.api.Assertions.within(1e-6));
    }

    @Test
    void anEntropyThresholdIsCertifiedByRunningEachOneAndStopsAtTheFirstThatFails() {
        int before = INFERENCE.answered();
        INFERENCE.hold();

        String id = begin(request(Policy.ENTROPY, EntropyRule.CURRENT, 0.95, 0.9, 300));
        RouterProcess.await("several at once", INFERENCE::mostAtOnce, most -> most > 1);
        INFERENCE.letGo();
        JsonNode job = router.ended(id);

        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("published");
        double threshold = job.get("published").get("dials").get("threshold").asDouble();
        assertThat(quality(300, threshold)).isGreaterThanOrEqualTo(0.95 * quality(300, -1));
        assertThat(INFERENCE.answered() - before).as("the laxest thresholds are never run").isLessThan(13 * 300);
        assertThat(INFERENCE.mostAtOnce()).isBetween(2, 4);
    }

    @Test
    void tooFewLabelsAreToldWithANumberThatIsWorthBelieving() {
        JsonNode job = calibrate(request(Policy.CASCADE, null, 0.99, 0.99, 12));

        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("not_enough_labels");
        // With nothing ever lost a wealth of 1/0.01 takes at least ln 100 / ln(1 + 0.5/m0 (1-rho)/(1+rho)) = 914 items.
        assertThat(job.get("labelsNeeded").asInt()).isBetween(914, 2_000);
        assertThat(job.get("message").asString()).contains(job.get("labelsNeeded").asString());
        assertThat(router.get("/calibrations").text()).doesNotContain("\"qualityFloor\":0.99");
    }

    @Test
    void aFailingModelFailsTheJobWithItsCode() {
        INFERENCE.endWith(new GenerateEvent.Failed("internal", "engine_failed", "the engine stopped", null));

        JsonNode job = calibrate(request(Policy.CASCADE, null, 0.9, 0.9, 20));

        assertThat(job.get("status").asString()).isEqualTo("failed");
        assertThat(job.get("message").asString()).contains("engine_failed");
    }

    @Test
    void aModelWithoutRoomIsWaitedFor() {
        INFERENCE.refuseNext(6, 503);
        INFERENCE.endNext(3, new GenerateEvent.Failed("capacity", "overloaded", "no slot is free", null));

        JsonNode job = calibrate(request(Policy.CASCADE, null, 0.5, 0.9, 100));

        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("published");
    }

    @Test
    void oneRunsAtATimeAndCanBeCancelled() {
        INFERENCE.hold();
        String id = begin(request(Policy.CASCADE, null, 0.9, 0.9, 20));

        TestCaller.Reply second = router.post("/calibrations", request(Policy.CASCADE, null, 0.9, 0.9, 20));
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.headers().firstValue("retry-after")).isPresent();

        assertThat(router.delete("/calibrations/" + id).json().get("status").asString()).isEqualTo("cancelled");
        INFERENCE.letGo();
        assertThat(calibrate(request(Policy.CASCADE, null, 0.5, 0.9, 100)).get("status").asString()).isEqualTo("published");
        assertThat(router.get("/calibrations/" + id).json().get("status").asString()).isEqualTo("cancelled");
        assertThat(router.get("/calibrations/none").status()).isEqualTo(404);
    }

    @Test
    void wishesThatMakeNoSenseNameTheirField() {
        assertThat(param(router.post("/calibrations", request(Policy.SMALL, null, 0.9, 0.9, 20)))).isEqualTo("policy");
        assertThat(param(router.post("/calibrations", request(Policy.CASCADE, null, 1.1, 0.9, 20)))).isEqualTo("quality_floor");
        assertThat(param(router.post("/calibrations", request(Policy.CASCADE, null, 0.9, 0.4, 20)))).isEqualTo("confidence");
        assertThat(param(router.post("/calibrations", request(Policy.CASCADE, null, 0.9, 0.9, 9)))).isEqualTo("items");
        assertThat(param(router.post("/calibrations", request(Policy.CASCADE, EntropyRule.CURRENT, 0.9, 0.9, 20)))).isEqualTo("rule");
    }

    @Test
    void asManyLabelsAsAreAllowedFit() {
        INFERENCE.hold();
        CalibrationRequest many = new CalibrationRequest(Policy.CASCADE, null, 0.9, 0.9, "final", 16,
                IntStream.range(0, 20_000).mapToObj(i -> new LabelledPrompt("x".repeat(300) + " item " + i, Integer.toString(i))).toList(), 1);

        router.delete("/calibrations/" + begin(many));
    }

    @Test
    void withoutABrokerRoutesAreGivenAndNothingIsPublished() {
        TestBroker nobody = TestBroker.notStarted();
        try (nobody; RouterProcess alone = new RouterProcess(INFERENCE.uri(), nobody.bootstrapServers())) {
            RouterProcess.await("the endpoint", () -> alone.get("/models").json(), models -> models.size() == 2);
            assertThat(alone.post("/route", request("r", RouteRequest.AUTO, Policy.CASCADE, null)).status()).isEqualTo(200);

            TestCaller.Reply started = alone.post("/calibrations", request(Policy.CASCADE, null, 0.5, 0.9, 100));
            JsonNode job = alone.ended(started.json().get("id").asString());

            assertThat(job.get("status").asString()).isEqualTo("failed");
            assertThat(job.get("message").asString()).contains("broker");
            assertThat(alone.get("/calibrations").json().get("inForce")).isEmpty();
            assertThat(alone.post("/route", request("r", RouteRequest.AUTO, Policy.CASCADE, null)).json().get("plan").has("calibrationId")).isFalse();
        }
    }

    @Test
    void anEndpointThatDiesDropsOutAndComesBack() {
        FakeInference mortal = new FakeInference();
        try (RouterProcess alone = new RouterProcess(mortal.uri(), BROKER.bootstrapServers())) {
            RouterProcess.await("it", () -> alone.get("/models").json(), models -> models.size() == 2);
            int port = mortal.port();
            mortal.close();

            TestCaller.Reply none = RouterProcess.await("it gone",
                    () -> alone.post("/route", request("r", RouteRequest.AUTO, null, null)), reply -> reply.status() != 200);
            assertThat(none.status()).isEqualTo(503);
            assertThat(none.headers().firstValue("retry-after")).isPresent();

            mortal = new FakeInference(port);
            RouterProcess.await("it back", () -> alone.post("/route", request("r", RouteRequest.AUTO, null, null)), reply -> reply.status() == 200);
        } finally {
            mortal.close();
        }
    }

    private static void assertUses(RouterProcess replica, String id, double threshold) {
        JsonNode plan = RouterProcess.await("use of " + id,
                () -> replica.post("/route", request("r", RouteRequest.AUTO, Policy.CASCADE, null)).json().path("plan"),
                seen -> seen.path("calibrationId").asString("").equals(id));
        assertThat(plan.get("dials").get("threshold").asDouble()).isEqualTo(threshold);
    }

    private static JsonNode calibrate(CalibrationRequest request) {
        return router.ended(begin(request));
    }

    private static String begin(CalibrationRequest request) {
        TestCaller.Reply started = RouterProcess.await("a turn", () -> router.post("/calibrations", request), reply -> reply.status() != 429);
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        return started.json().get("id").asString();
    }

    /** Accuracy when the small model answers up to a threshold. */
    private static double quality(int items, double threshold) {
        return IntStream.range(0, items).filter(i -> FakeInference.uncertainty(i) <= threshold
                ? FakeInference.smallIsRight(i) : FakeInference.largeIsRight(i)).count() / (double) items;
    }

    private static CalibrationRequest request(Policy policy, @Nullable EntropyRule rule, double floor, double confidence, int items) {
        return new CalibrationRequest(policy, rule, floor, confidence, "final", 16,
                IntStream.range(0, items).mapToObj(i -> new LabelledPrompt("item " + i, Integer.toString(i))).toList(), 1);
    }

    private static RouteRequest request(String id, String model, @Nullable Policy policy, @Nullable Double threshold) {
        return new RouteRequest(id, "tenant", model, new DialOverrides(policy, null, threshold, null, null, null, null, null, null), 10, 10);
    }

    private static String code(TestCaller.Reply reply) {
        return reply.json().get("error").get("code").asString();
    }

    private static String param(TestCaller.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        return reply.json().get("error").get("param").asString();
    }

    private static ConsumerRecord<String, String> event(String topic, String key) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", BROKER.bootstrapServers()),
                new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + RouterProcess.LIMIT.toNanos();
            while (System.nanoTime() - end < 0) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(record.key())) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no event about " + key + " on " + topic);
    }
}
