package io.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;

/** Services side by side in one JVM. */
class PlatformConfigurationTest {

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(PlatformConfiguration.class)
    static class Service {
    }

    @Test
    void aServiceThatClosesLeavesTheOthersServing() {
        try (ConfigurableApplicationContext stays = start("stays"); ConfigurableApplicationContext asks = start("asks")) {
            assertThat(health(asks, stays)).contains("UP");

            start("goes").close();

            assertThat(health(asks, stays)).contains("UP");
        }
    }

    private static String health(ConfigurableApplicationContext asking, ConfigurableApplicationContext asked) {
        return asking.getBean(WebClient.class).get()
                .uri("http://127.0.0.1:" + asked.getEnvironment().getProperty("local.server.port") + "/actuator/health")
                .retrieve().bodyToMono(String.class).block(Duration.ofSeconds(10));
    }

    private static ConfigurableApplicationContext start(String name) {
        return new SpringApplicationBuilder(Service.class).run("--spring.config.name=none", "--spring.application.name=" + name,
                "--server.port=0", "--server.address=127.0.0.1", "--sluice.kafka.bootstrap-servers=127.0.0.1:1",
                "--spring.main.banner-mode=off");
    }
}
