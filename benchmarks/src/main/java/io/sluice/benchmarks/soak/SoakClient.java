package io.sluice.benchmarks.soak;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Callers of every manner; closing it closes their connections. Thread-safe. */
final class SoakClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    /** What became of a request: its text, or a code that says why there is none. */
    sealed interface Outcome {

        /** All choices with calls and reasons, in one text that can be compared. */
        record Answered(String text) implements Outcome {
        }

        record Refused(String code) implements Outcome {
        }

        /** Neither the one nor the other. */
        record Broken(String how) implements Outcome {
        }
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI generate;

    SoakClient(URI service) {
        this.generate = service.resolve("/generate");
    }

    @Override
    public void close() {
        client.close();
    }

    /** Reads the answer to its end. */
    Outcome ask(GenerateRequest request) {
        return read(JSON.writeValueAsString(request), Integer.MAX_VALUE);
    }

    /** Goes away after some lines. */
    Outcome leave(GenerateRequest request, int lines) {
        return read(JSON.writeValueAsString(request), lines);
    }

    /** Sends what may be no request at all. */
    Outcome send(String body) {
        return read(body, Integer.MAX_VALUE);
    }

    private Outcome read(String body, int most) {
        HttpRequest post = HttpRequest.newBuilder(generate).timeout(PATIENCE).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            HttpResponse<Stream<String>> response = client.send(post, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                return response.statusCode() == 200 ? read(lines.iterator(), most) : refusal(response.statusCode(), lines.toList().getFirst());
            }
        } catch (IOException e) {
            return new Outcome.Broken(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Broken("interrupted");
        }
    }

    private static Outcome refusal(int status, String line) {
        JsonNode error = JSON.readTree(line).path("error");
        return error.path("code").isString() ? new Outcome.Refused(error.get("code").asString()) : new Outcome.Broken("status " + status + " without a code");
    }

    private static Outcome read(Iterator<String> lines, int most) {
        Map<Integer, StringBuilder> choices = new TreeMap<>();
        for (int i = 0; i < most && lines.hasNext(); i++) {
            switch (JSON.readValue(lines.next(), GenerateEvent.class)) {
                case GenerateEvent.Started started -> { }
                case GenerateEvent.Delta delta -> choice(choices, delta.choice()).append(delta.text());
                case GenerateEvent.Call call -> choice(choices, call.choice()).append(call.name() == null ? "" : "\ncall " + call.name() + " ")
                        .append(call.arguments());
                case GenerateEvent.Finished finished -> choice(choices, finished.choice()).append("\nended by ").append(finished.reason());
                case GenerateEvent.Completed done -> {
                    return new Outcome.Answered(choices.toString());
                }
                case GenerateEvent.Failed failed -> {
                    return new Outcome.Refused(failed.code());
                }
            }
        }
        return most == Integer.MAX_VALUE ? new Outcome.Broken("the answer was cut") : new Outcome.Refused("left");
    }

    private static StringBuilder choice(Map<Integer, StringBuilder> choices, int index) {
        return choices.computeIfAbsent(index, each -> new StringBuilder());
    }
}
