package io.sluice.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCaller.Reply;
import io.sluice.registry.testing.PeftFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a registry does without its log. */
class BrokerAwayIT {

    @Test
    void writesAreRefusedWithNothingHalfDoneAndReadsGoOn(@TempDir Path store) {
        try (TestBroker broker = TestBroker.notStarted()) {
            try (RegistryProcess registry = new RegistryProcess(store, broker.bootstrapServers())) {
                assertThat(registry.get("/adapters/sort").code()).isEqualTo("catching_up");
                assertThat(registry.get("/actuator/health/readiness").status()).isEqualTo(503);
                assertThat(registry.get("/actuator/health/liveness").status()).isEqualTo(200);

                broker.start();
                RegistryProcess.await("readiness", () -> registry.get("/actuator/health/readiness").status(), status -> status == 200);
                RegistryProcess.await("the first write", () -> registry.upload("sort", PeftFolder.lora(1).tar()).status(), status -> status < 300);
                JsonNode before = registry.get("/adapters/sort").json();

                broker.kill();
                for (Reply reply : new Reply[] {registry.post("/adapters/sort/versions/1/promote", ""),
                        registry.upload("sort", PeftFolder.lora(2).tar())}) {
                    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
                    assertThat(reply.headers().firstValue("Retry-After")).isPresent();
                }
                assertThat(registry.get("/adapters/sort").json()).isEqualTo(before);
                assertThat(registry.get("/adapters/sort/versions/1/archive").status()).isEqualTo(200);

                broker.start();
                Reply promoted = RegistryProcess.await("the return", () -> registry.post("/adapters/sort/versions/1/promote", ""),
                        reply -> reply.status() == 200);
                assertThat(promoted.json().get("sequence").asLong()).isEqualTo(before.get("sequence").asLong() + 1);
                assertThat(registry.upload("sort", PeftFolder.lora(2).tar()).status()).isEqualTo(201);
            }
        }
    }
}
