package io.sluice.selection.training;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** An inference-service and a registry, over HTTP. */
public final class HttpSurroundings implements Surroundings, AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;
    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final String inference;
    private final String registry;

    public HttpSurroundings(URI inference, URI registry) {
        this.inference = inference.toString().replaceFirst("/+$", "");
        this.registry = registry.toString().replaceFirst("/+$", "");
    }

    @Override
    public Optional<String> digest(String base) throws SelectorException {
        HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(URI.create(inference + "/models")).GET());
        return read(answer, EndpointState.class).models().stream()
                .filter(card -> card.name().equals(base) && card.status().equals("ready")).map(ModelCard::digest).findFirst();
    }

    @Override
    public boolean answers(String model) throws SelectorException {
        HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(URI.create(inference + "/adapters")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(Map.of("model", model)))));
        if (answer.statusCode() == NOT_FOUND) {
            return false;
        }
        sound(answer);
        return true;
    }

    @Override
    public Optional<AdapterVersion> madeBy(String job, String adapter) throws SelectorException {
        HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(URI.create(registry + "/adapters/" + adapter)).GET());
        if (answer.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        return read(answer, AdapterState.class).versions().stream()
                .filter(version -> version.manifest().training() != null && job.equals(version.manifest().training().job())).findFirst();
    }

    private <T> T read(HttpResponse<byte[]> answer, Class<T> type) throws SelectorException {
        sound(answer);
        try {
            return JSON.readValue(answer.body(), type);
        } catch (JacksonException garbled) {
            throw away(answer.uri(), "no answer that can be read");
        }
    }

    private static void sound(HttpResponse<byte[]> answer) throws SelectorException {
        if (answer.statusCode() / 100 != 2) {
            throw away(answer.uri(), "status " + answer.statusCode());
        }
    }

    private HttpResponse<byte[]> ask(HttpRequest.Builder request) throws SelectorException {
        HttpRequest asked = request.timeout(LIMIT).build();
        try {
            return client.send(asked, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException away) {
            throw away(asked.uri(), "no answer (" + away.getClass().getSimpleName() + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw away(asked.uri(), "interrupted");
        }
    }

    private static SelectorException away(URI place, String why) {
        return new SelectorException(Code.MODEL_UNAVAILABLE, null, place + ": " + why);
    }

    @Override
    public void close() {
        client.close();
    }
}
