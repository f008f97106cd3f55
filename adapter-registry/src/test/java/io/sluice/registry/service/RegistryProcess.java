package io.sluice.registry.service;

import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.testing.TestCaller;
import io.sluice.registry.RegistryApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One replica of the service, on a free port, and a worker that serves one model. */
final class RegistryProcess extends TestCaller {

    static final String BASE_DIGEST = "b".repeat(64);
    private static final HttpServer WORKER = worker();

    private final ConfigurableApplicationContext context;

    RegistryProcess(Path store, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--sluice.registry.store=" + store,
                "--sluice.registry.workers=http://127.0.0.1:" + WORKER.getAddress().getPort(),
                "--sluice.kafka.bootstrap-servers=" + bootstrapServers));
        all.addAll(List.of(settings));
        ConfigurableApplicationContext started = new SpringApplicationBuilder(RegistryApplication.class).properties("spring.config.name=adapter-registry")
                .run(all.toArray(String[]::new));
        super(started.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        this.context = started;
        await("the base model", () -> context.getBean(io.sluice.registry.base.BaseModels.class).served(), models -> !models.isEmpty());
    }

    private static HttpServer worker() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] state = ("{\"models\":[{\"name\":\"sluice-large\",\"role\":\"large\",\"parameters\":1,\"contextLength\":64,"
                    + "\"vocabularySize\":9,\"digest\":\"" + BASE_DIGEST + "\",\"status\":\"ready\"}],\"running\":0,\"queued\":0,\"slots\":1}")
                    .getBytes(StandardCharsets.UTF_8);
            server.createContext("/models", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, state.length);
                exchange.getResponseBody().write(state);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply upload(String name, byte[] archive, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/octet-stream"));
        all.addAll(List.of(headers));
        return send("POST", "/adapters/" + name + "/versions", archive, all.toArray(String[]::new));
    }

    /** As a worker or a gateway would: it is of record when this returns. */
    void publish(SluiceEvent event) {
        context.getBean(EventPublisher.class).publishDurably(event, null).join();
    }

    @Override
    public void close() {
        super.close();
        context.close();
    }
}
