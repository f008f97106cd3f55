package io.sluice.trainer.worker;

import com.sun.net.httpserver.HttpServer;
import io.sluice.registry.RegistryApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real registry on a free port, and a stand-in for the inference worker that tells it which base is served. */
final class RunningRegistry implements AutoCloseable {

    private final HttpServer serving;
    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RunningRegistry(Path store, String kafka, String base, String digest) throws IOException {
        byte[] state = ("{\"models\":[{\"name\":\"" + base + "\",\"role\":\"small\",\"parameters\":1,\"contextLength\":64,"
                + "\"vocabularySize\":9,\"digest\":\"" + digest + "\",\"status\":\"ready\"}],\"running\":0,\"queued\":0,\"slots\":1}")
                .getBytes(StandardCharsets.UTF_8);
        serving = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serving.createContext("/models", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, state.length);
            exchange.getResponseBody().write(state);
            exchange.close();
        });
        serving.start();
        context = new SpringApplicationBuilder(RegistryApplication.class).properties("spring.config.name=adapter-registry").run(
                "--server.port=0", "--sluice.registry.store=" + store, "--sluice.kafka.bootstrap-servers=" + kafka,
                "--sluice.registry.workers=http://127.0.0.1:" + serving.getAddress().getPort());
    }

    String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** The adapter's state as JSON; missing where there is none. */
    JsonNode adapter(String name) {
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url() + "/adapters/" + name)).timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return JsonMapper.shared().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
        serving.stop(0);
    }
}
