package io.sluice.selection.remote;

import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.platform.json.StrictJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The data-selection-service as its callers meet it. */
final class ServiceClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration UPLOAD_LIMIT = Duration.ofHours(6);
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

    /** Returns the digest, as requests name it. */
    String upload(Path file) throws IOException, InterruptedException, RefusedException {
        HttpRequest.BodyPublisher body;
        try {
            body = HttpRequest.BodyPublishers.ofFile(file);
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
        throw new RefusedException(told);
    }

    @Override
    public void close() {
        client.close();
    }
}
