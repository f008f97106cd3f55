package io.sluice.router.service;

import io.sluice.platform.testing.TestCaller;
import io.sluice.router.RouterApplication;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One replica of the service, as it is shipped, on a free port, and a client that always gives up in time. */
final class RouterProcess extends TestCaller {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;

    RouterProcess(URI endpoint, String bootstrapServers) {
        ConfigurableApplicationContext started = new SpringApplicationBuilder(RouterApplication.class).properties("spring.config.name=router-service").run(
                "--server.port=0", "--spring.main.banner-mode=off", "--sluice.router.endpoints=" + endpoint,
                "--sluice.kafka.bootstrap-servers=" + bootstrapServers);
        super(started.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        this.context = started;
    }

    /** @param body as JSON, or JSON itself */
    Reply post(String path, Object body, String... headers) {
        return post(path, body instanceof String text ? text : PLAIN.writeValueAsString(body), headers);
    }

    /** The job once it is no longer running. */
    JsonNode ended(String id) {
        return await("the end of " + id, () -> get("/calibrations/" + id).json(), job -> !job.get("status").asString().equals("running"));
    }

    @Override
    public void close() {
        super.close();
        context.close();
    }
}
