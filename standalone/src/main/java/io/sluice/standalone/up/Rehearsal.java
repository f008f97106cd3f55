package io.sluice.standalone.up;

import io.sluice.standalone.launch.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** What the training run asks of the platform, so that the caches hold the classes and profiles of real requests. */
final class Rehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> POLICIES = List.of("small", "large", "probe", "cascade", "entropy", "random");

    private Rehearsal() {
    }

    /** Answers don't matter, failures neither: what wasn't rehearsed is loaded when it is first needed. */
    static void run(Running platform) {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            String key = platform.apiKey().orElseThrow();
            for (String policy : POLICIES) {
                for (boolean stream : new boolean[] {false, true}) {
                    post(client, platform.gatewayUri(), key, chat(policy, stream));
                }
            }
            for (URI service : List.of(platform.gatewayUri(), platform.addresses().router(), platform.addresses().inference(),
                    platform.addresses().registry(), platform.addresses().workflow(), platform.addresses().selection())) {
                get(client, service.resolve("/actuator/prometheus"), key);
                get(client, service.resolve("/actuator/health"), key);
            }
            get(client, platform.gatewayUri().resolve("/v1/models"), key);
        } catch (IOException e) {
            throw new UncheckedIOException("rehearsing requests", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String chat(String policy, boolean stream) {
        return "{\"model\":\"sluice-auto\",\"max_tokens\":60,\"stream\":" + stream + ",\"sluice\":{\"policy\":\"" + policy
                + "\"},\"messages\":[{\"role\":\"user\",\"content\":\"" + Welcome.QUESTION + "\"}]}";
    }

    private static void post(HttpClient client, URI gateway, String key, String body) throws IOException, InterruptedException {
        send(client, HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)), key);
    }

    private static void get(HttpClient client, URI uri, String key) throws IOException, InterruptedException {
        send(client, HttpRequest.newBuilder(uri).GET(), key);
    }

    private static void send(HttpClient client, HttpRequest.Builder request, String key) throws IOException, InterruptedException {
        client.send(request.timeout(LIMIT).header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.discarding());
    }
}
