package io.sluice.standalone.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a gateway and reads the answer as it comes. */
public final class ChatClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI gateway;
    private final String key;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();

    public ChatClient(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    /**
     * @param policy empty: what the router thinks best
     * @param piece  hears each piece of text and who wrote it (empty if the gateway doesn't say)
     */
    ChatOutcome ask(String model, Optional<String> policy, List<Turn> turns, BiConsumer<String, String> piece) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("stream", true);
        body.put("messages", turns);
        Map<String, Object> sluice = new LinkedHashMap<>();
        policy.ifPresent(name -> sluice.put("policy", name));
        // With them comes the writer of each token.
        sluice.put("entropies", true);
        body.put("sluice", sluice);
        HttpRequest request = request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            return new ChatOutcome.Refused("Nothing answers at " + gateway + ": start the platform with ./sluice up, or name another with --url.");
        } catch (IOException e) {
            return new ChatOutcome.Refused(gateway + ": " + e.getMessage());
        }
        return read(response, piece);
    }

    /** The model with the most parameters; empty where there is only one, or the gateway doesn't tell. */
    Optional<String> largest() throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request("/v1/models").GET().build(), HttpResponse.BodyHandlers.ofString());
            List<JsonNode> models = JSON.readTree(response.body()).path("data").valueStream()
                    .filter(model -> model.path("parameters").asLong(0) > 0).toList();
            return models.size() < 2 ? Optional.empty() : models.stream()
                    .max(Comparator.comparingLong(model -> model.path("parameters").asLong()))
                    .map(model -> model.path("id").asString());
        } catch (IOException | JacksonException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + key);
    }

    private static ChatOutcome read(HttpResponse<InputStream> response, BiConsumer<String, String> piece) {
        StringBuilder text = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                return new ChatOutcome.Refused(error(JSON.readTree(lines)).orElse("HTTP status " + response.statusCode()));
            }
            JsonNode last = JSON.nullNode();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(DATA)) {
                    continue;
                }
                String data = line.substring(DATA.length()).strip();
                if (data.equals(DONE)) {
                    return new ChatOutcome.Answered(text.toString(), last.path("sluice"));
                }
                last = JSON.readTree(data);
                Optional<String> error = error(last);
                if (error.isPresent()) {
                    return new ChatOutcome.Cut(error.get());
                }
                String delta = last.path("choices").path(0).path("delta").path("content").asString("");
                text.append(delta);
                piece.accept(delta, last.path("sluice").path("tokens").path(0).path("model").asString(""));
            }
            return new ChatOutcome.Cut("the answer ended without its end");
        } catch (IOException | JacksonException e) {
            return new ChatOutcome.Cut(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> error(JsonNode body) {
        JsonNode message = body.path("error").path("message");
        return message.isString() ? Optional.of(message.asString()) : Optional.empty();
    }
}
