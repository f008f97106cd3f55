package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.SseStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Ten times more than a small service takes: who is let in is served, the others are told when to come back. */
class OverloadIT {

    private static final int SLOTS = 2;
    private static final int QUEUE = 4;
    private static final int MANY = 10 * (SLOTS + QUEUE);
    private static final int LONG_ANSWER = 4_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Platform platform;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        platform = Platform.start(Platform.Setup.of(Form.ONE_JVM, folder.resolve("data"))
                .set("sluice.inference.slots=" + SLOTS, "sluice.inference.queue=" + QUEUE));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void theExcessIsToldWhenToComeBackAndTheRestIsServed() throws Exception {
        String expected = Answer.of(platform.api().chat(question())).text();
        List<Reply> replies;
        try (SseStream first = platform.api().streamChat(endless()); SseStream second = platform.api().streamChat(endless());
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(first.next()).isNotNull();
            assertThat(second.next()).isNotNull();
            // Every slot is taken, so that all but the line is refused; then the slots are given up.
            List<Future<Reply>> asked = IntStream.range(0, MANY).mapToObj(i -> clients.submit(() -> platform.api().chat(question()))).toList();
            Await.until("the excess is refused", LIMIT, () -> asked.stream().filter(Future::isDone).count() >= MANY - SLOTS - QUEUE);
            first.close();
            second.close();
            replies = asked.stream().map(OverloadIT::join).toList();
        }
        List<Reply> served = replies.stream().filter(reply -> reply.status() == 200).toList();
        assertThat(served).isNotEmpty().hasSizeLessThanOrEqualTo(SLOTS + QUEUE)
                .allSatisfy(reply -> assertThat(Answer.of(reply).text()).isEqualTo(expected));
        assertThat(replies.stream().filter(reply -> reply.status() != 200)).hasSize(MANY - served.size()).allSatisfy(reply -> {
            assertThat(reply.status()).isIn(429, 503);
            assertThat(Integer.parseInt(reply.header("retry-after"))).isPositive();
            assertThat(Integer.parseInt(reply.header("retry-after-ms"))).isPositive();
            JsonNode error = reply.json().get("error");
            assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
            assertThat(error.get("code").asString()).isIn("overloaded", "no_endpoint");
        });
        Await.until("slots and line are empty", LIMIT, () -> platform.inference().get("/models").ok().json(),
                state -> state.get("running").asInt() == 0 && state.get("queued").asInt() == 0);
        Await.until("only kept prefixes hold memory", LIMIT, () -> meter("sluice_kv_bytes") <= meter("sluice_prefix_bytes"));
        Await.until("the gateway is free", LIMIT, () -> gauge(platform.api().get("/actuator/prometheus"), "sluice_gateway_inflight") == 0);
        assertThat(Answer.of(platform.api().chat(question())).text()).isEqualTo(expected);
    }

    private static Ask question() {
        return Ask.chat("Max: 12, 87, 33").model(Models.LARGE);
    }

    private static Ask endless() {
        return Ask.chat("Say a lot.").model(Models.LARGE).endless(LONG_ANSWER);
    }

    private static double meter(String name) {
        return gauge(platform.inference().get("/actuator/prometheus"), name);
    }

    private static double gauge(Reply metrics, String name) {
        return metrics.ok().body().lines().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst().orElseThrow();
    }

    private static Reply join(Future<Reply> reply) {
        try {
            return reply.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
