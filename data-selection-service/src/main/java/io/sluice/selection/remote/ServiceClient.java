package io.sluice.selection.remote;

import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.platform.json.StrictJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The data-selection-service as its callers meet it. */
final class ServiceClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration UPLOAD_LIMIT = Duration.ofHours(6);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Of a minute in all. */
    private static final int AWAY_MAX = 120;
    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final String base;
    private final @Nullable String key;

    /** What the service said no to. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param base the service itself, or {@code …/v1/selection} of the gateway
     * @param key  an admin key of the gateway; null where none is asked for
     */
    ServiceClient(URI base, @Nullable String key) {
        this.base = base.toString().replaceFirst("/+$", "");
        this.key = key;
    }

    /**
     * Returns the digest, as requests name it.
     *
     * @param sent told of the bytes that are on their way
     */
    String upload(Path file, LongConsumer sent) throws IOException, InterruptedException, RefusedException {
        HttpRequest.BodyPublisher body;
        try {
            body = new CountedFile(file, sent);
        } catch (FileNotFoundException none) {
            throw new RefusedException(file + ": there is no such file, and a data set's name has no '/' or '.jsonl'");
        }
        HttpRequest request = request("/datasets", UPLOAD_LIMIT).header("Content-Type", "application/octet-stream").POST(body).build();
        return "sha256:" + JSON.readTree(sent(request)).path("digest").asString();
    }

    Pipeline begin(PipelineRequest request) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/pipelines", LIMIT).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request))).build()), Pipeline.class);
    }

    Pipeline pipeline(String id) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/pipelines/" + id, LIMIT).GET().build()), Pipeline.class);
    }

    /** @param path {@code /jobs/…} or {@code /trainings/…}; absent where there is none */
    Optional<JsonNode> find(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request(path, LIMIT).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
    }

    Pipeline cancel(String id) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/pipelines/" + id + "/cancel", LIMIT).POST(HttpRequest.BodyPublishers.noBody()).build()), Pipeline.class);
    }

    Pipeline rollBack(String id) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/pipelines/" + id + "/rollback", LIMIT).POST(HttpRequest.BodyPublishers.noBody()).build()), Pipeline.class);
    }

    Comparison begin(ComparisonRequest request) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/comparisons", LIMIT).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request))).build()), Comparison.class);
    }

    Comparison comparison(String id) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/comparisons/" + id, LIMIT).GET().build()), Comparison.class);
    }

    Comparison cancelComparison(String id) throws IOException, InterruptedException, RefusedException {
        return JSON.readValue(sent(request("/comparisons/" + id + "/cancel", LIMIT).POST(HttpRequest.BodyPublishers.noBody()).build()), Comparison.class);
    }

    /**
     * As an SVG document.
     *
     * @param figure null: the usual one
     */
    byte[] chart(String comparison, @Nullable String figure) throws IOException, InterruptedException, RefusedException {
        return sent(request("/comparisons/" + comparison + "/chart.svg"
                + (figure == null ? "" : "?figure=" + URLEncoder.encode(figure, StandardCharsets.UTF_8)), LIMIT).GET().build());
    }

    /** One line. */
    static String json(Object told) {
        return JSON.writeValueAsString(told);
    }

    /** What is asked. */
    @FunctionalInterface
    interface Ask<T> {

        T now() throws IOException, InterruptedException, RefusedException;
    }

    /** A service that is away is asked again, for a minute. */
    <T> T patiently(Ask<T> ask) throws IOException, InterruptedException, RefusedException {
        for (int away = 0; ; away++) {
            try {
                return ask.now();
            } catch (IOException silent) {
                if (away == AWAY_MAX) {
                    throw silent;
                }
                pause();
            }
        }
    }

    static void pause() throws InterruptedException {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    /** @throws IOException where nothing came, or the service can't answer now */
    private byte[] sent(HttpRequest request) throws IOException, InterruptedException, RefusedException {
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return answer.body();
        }
        String told;
        try {
            JsonNode error = JSON.readTree(answer.body()).path("error");
            String param = error.path("param").asString("");
            told = error.path("code").asString("status " + status) + (param.isEmpty() ? "" : " (" + param + ")") + ": "
                    + error.path("message").asString("");
        } catch (JacksonException none) {
            told = "status " + status;
        }
        if (status >= 500 || status == 429) {
            throw new IOException(told);
        }
        throw new RefusedException(status == 401 || status == 403 ? told + "; the key is read from SLUICE_ADMIN_KEY in the environment" : told);
    }

    /** The JDK's connection failures say nothing. */
    static String told(IOException failure) {
        return failure.getMessage() != null ? failure.getMessage() : failure instanceof ConnectException ? "nobody listens there" : failure.toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
