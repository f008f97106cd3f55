package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.TestKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis or Kafka is gone and stays gone. What is promised of one holds whether or not the other is there. */
class StoresDownIT {

    private static final Duration NOTICED = Duration.ofSeconds(30);

    private static Platform platform;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        platform = Platform.start(Platform.Setup.of(Form.ONE_JVM, folder.resolve("data")));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void withoutRedisAnswersGoOnUnderLocalLimitsAndSaySo() {
        platform.kill("redis");

        Reply reply = platform.api().chat(ask());
        Reply refused = Await.until("the local limit refuses", NOTICED,
                () -> Api.withKey(platform.gateway(), TestKeys.LIMITED).chat(ask()), answer -> answer.status() == 429);

        assertThat(Answer.of(reply).completionTokens()).isPositive();
        assertThat(Answer.of(platform.api().chat(ask())).completionTokens()).isPositive();
        assertThat(platform.api().chat(ask()).header("x-sluice-degraded")).contains("redis");
        assertThat(refused.header("retry-after")).isNotEmpty();
        Await.until("it is known to be away", NOTICED, () -> metrics(platform.admin()), metrics -> metrics.contains("sluice_redis_connected 0.0"));
    }

    @Test
    void withoutKafkaAnswersGoOnAndTheEventsThatWaitAreCounted() {
        platform.kill("kafka");

        for (int i = 0; i < 5; i++) {
            assertThat(Answer.of(platform.api().chat(ask())).completionTokens()).isPositive();
        }

        Await.until("the events that wait are visible", NOTICED, () -> metrics(platform.inference()),
                metrics -> value(metrics, "sluice_events_pending") >= 5);
        assertThat(metrics(platform.inference())).contains("sluice_events_dropped_total");
    }

    @Test
    void withoutKafkaWhatMustBeKeptIsRefused() {
        platform.kill("kafka");

        Reply reply = platform.api().post("/v1/feedback", Map.of("request_id", "req-12345678", "score", 1));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().get("error").get("code").asString()).isNotBlank();
    }

    private static Ask ask() {
        return Ask.chat("hi").model(Models.SMALL).with("max_tokens", 3);
    }

    private static String metrics(Api service) {
        return service.get("/actuator/prometheus").ok().body();
    }

    private static double value(String metrics, String name) {
        return metrics.lines().filter(line -> line.startsWith(name)).map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToDouble(Double::parseDouble).sum();
    }
}
