package io.sluice.benchmarks.serving;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Asks the service, and notes when the answer came. */
final class LoadClient {

    private static final long TIMEOUT_MILLIS = 600_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final RoutePlan PINNED =
            new RoutePlan(Policy.PINNED, ServiceProcess.MODEL, ServiceProcess.MODEL, new Dials(null, 0, 1, 1, 0, 0, 0), null, null);

    private final HttpClient client;
    private final URI generate;
    private final Sampling greedyWithoutEnd;

    /** @param endTokens never drawn, so that every answer has the length that was asked for */
    LoadClient(HttpClient client, URI service, Set<Integer> endTokens) {
        this.client = client;
        this.generate = service.resolve("/generate");
        Map<Integer, Double> bias = new TreeMap<>();
        endTokens.forEach(id -> bias.put(id, -100.0));
        this.greedyWithoutEnd = new Sampling(0, 1, 0, 0, 0, 0, 1, bias, null);
    }

    /**
     * Waits for the whole answer.
     *
     * @param dueNanos when it should have been sent, on the clock of {@code System.nanoTime}; times count from here
     * @throws ServingFailedException when the answer is no answer
     */
    Sample send(Ask ask, long dueNanos) throws IOException, InterruptedException, ServingFailedException {
        GenerateRequest request = new GenerateRequest("bench", ask.tenant(), PINNED, null, null, Arrays.stream(ask.prompt()).boxed().toList(),
                greedyWithoutEnd, 1, ask.answer(), List.of(), null, false, false, TIMEOUT_MILLIS);
        HttpRequest post = HttpRequest.newBuilder(generate).timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request))).build();
        HttpResponse<Stream<String>> response = client.send(post, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw new ServingFailedException("the service answered with status " + response.statusCode());
            }
            return read(lines.iterator(), dueNanos);
        }
    }

    private static Sample read(Iterator<String> lines, long dueNanos) throws ServingFailedException {
        double first = Double.NaN;
        while (lines.hasNext()) {
            GenerateEvent event = JSON.readValue(lines.next(), GenerateEvent.class);
            double millis = (System.nanoTime() - dueNanos) / 1e6;
            switch (event) {
                case GenerateEvent.Delta delta -> first = Double.isNaN(first) ? millis : first;
                case GenerateEvent.Completed done -> {
                    Integer cached = done.usage().cachedTokens();
                    return new Sample(first, millis, done.usage().completionTokens(), cached == null ? 0 : cached);
                }
                case GenerateEvent.Failed failed -> throw new ServingFailedException(failed.code() + ": " + failed.message());
                case GenerateEvent.Started started -> { }
                case GenerateEvent.Call call -> { }
                case GenerateEvent.Finished finished -> { }
            }
        }
        throw new ServingFailedException("the answer was cut");
    }
}
