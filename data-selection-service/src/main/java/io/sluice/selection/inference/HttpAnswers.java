package io.sluice.selection.inference;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.promotion.Answerer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers of an inference-service to one turn each, the most likely ones. Tries again what may go well later, a bounded number of times:
 * too busy, or an adapter that it has not heard of yet. Thread-safe.
 */
public final class HttpAnswers implements Answerer, AutoCloseable {

    private static final String TENANT = "selection";
    private static final int ATTEMPTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** The service's own deadline comes first. */
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Dials NONE = new Dials(null, 0, 1, 1, 0, 0, 0);
    /** The prompt's own fault; whatever else a service says of a request may change. */
    private static final Set<String> FOR_GOOD = Set.of("context_length_exceeded", "invalid_request", "max_tokens_too_small");
    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final URI place;
    private final Supplier<String> requestIds;

    /**
     * @param service    where the inference-service is, e.g. {@code http://127.0.0.1:8082}
     * @param requestIds a new one each time
     */
    public HttpAnswers(URI service, Supplier<String> requestIds) {
        this.place = URI.create(service.toString().replaceFirst("/+$", "") + "/generate");
        this.requestIds = requestIds;
    }

    @Override
    public Answer ask(String model, String prompt, int tokensMax) throws InterruptedException {
        Answer answer = once(model, prompt, tokensMax);
        for (int attempt = 1; attempt < ATTEMPTS && answer instanceof Answer.Away; attempt++) {
            LockSupport.parkNanos(PAUSE.toNanos() << attempt);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            answer = once(model, prompt, tokensMax);
        }
        return answer;
    }

    private Answer once(String model, String prompt, int tokensMax) throws InterruptedException {
        RoutePlan plan = new RoutePlan(Policy.PINNED, model, model, NONE, null, null);
        GenerateRequest body = new GenerateRequest(requestIds.get(), TENANT, plan, List.of(new ChatMessage("user", prompt)), null, null,
                Sampling.GREEDY, 1, tokensMax, List.of(), null, false, false, LIMIT.toMillis());
        HttpRequest request = HttpRequest.newBuilder(place).timeout(LIMIT.plus(SLACK)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
        try {
            HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                return response.statusCode() == 200 ? read(lines) : refused(response.statusCode(), String.join("", lines.toList()));
            }
        } catch (IOException | java.io.UncheckedIOException away) {
            return new Answer.Away("the inference-service does not answer (" + away.getClass().getSimpleName() + ")");
        } catch (JacksonException garbled) {
            return new Answer.Away("the inference-service answers no JSON");
        }
    }

    private static Answer read(Stream<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : (Iterable<String>) lines::iterator) {
            switch (JSON.readValue(line, GenerateEvent.class)) {
                case GenerateEvent.Delta delta -> text.append(delta.text());
                case GenerateEvent.Completed done -> {
                    return new Answer.Said(text.toString());
                }
                case GenerateEvent.Failed failed -> {
                    return FOR_GOOD.contains(failed.code()) ? new Answer.Refused(failed.code())
                            : new Answer.Away(failed.code() + ": " + failed.message());
                }
                default -> { }
            }
        }
        return new Answer.Away("the answer was cut");
    }

    private static Answer refused(int status, String body) {
        JsonNode error = JSON.readTree(body).path("error");
        String code = error.path("code").asString("status_" + status);
        return FOR_GOOD.contains(code) ? new Answer.Refused(code)
                : new Answer.Away("the inference-service answers " + status + ", " + code + ": " + error.path("message").asString(""));
    }

    @Override
    public void close() {
        client.close();
    }
}
