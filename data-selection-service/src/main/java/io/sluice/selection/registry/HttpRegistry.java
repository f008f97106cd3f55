package io.sluice.selection.registry;

import io.sluice.contracts.adapter.AdapterCommand;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.promotion.AdapterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Steps of adapters' lives, asked of the registry. Thread-safe. */
public final class HttpRegistry implements AdapterRegistry, AutoCloseable {

    private static final String ACTOR = "data-selection-service";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final String base;

    /** @param base where the registry is, e.g. {@code http://127.0.0.1:8083} */
    public HttpRegistry(URI base) {
        this.base = base.toString().replaceFirst("/+$", "") + "/adapters/";
    }

    @Override
    public Reply state(String adapter) {
        return asked(request(adapter).GET().build());
    }

    @Override
    public Reply canary(String adapter, String version, double percent, long sequence) {
        return asked(post(adapter, "/versions/" + version + "/canary", new AdapterCommand.StartCanary(percent, null))
                .header("If-Match", tag(sequence)).build());
    }

    @Override
    public @Nullable CanaryReport report(String adapter) {
        try {
            HttpResponse<byte[]> answer = client.send(request(adapter + "/canary").GET().build(), HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? JSON.readValue(answer.body(), CanaryReport.class) : null;
        } catch (IOException | JacksonException away) {
            return null;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public Reply promote(String adapter, String version, long sequence) {
        return asked(post(adapter, "/versions/" + version + "/promote", null).header("If-Match", tag(sequence)).build());
    }

    @Override
    public Reply rollBack(String adapter, String version, String reason) {
        return asked(post(adapter, "/rollback", new AdapterCommand.RollBack(version, reason.substring(0, Math.min(reason.length(), 500)))).build());
    }

    @Override
    public Reply deactivate(String adapter, long sequence) {
        return asked(post(adapter, "/deactivate", null).header("If-Match", tag(sequence)).build());
    }

    @Override
    public Reply retire(String adapter, String version) {
        return asked(post(adapter, "/versions/" + version + "/retire", null).build());
    }

    private static String tag(long sequence) {
        return '"' + Long.toString(sequence) + '"';
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT).header("X-Sluice-Actor", ACTOR);
    }

    private HttpRequest.Builder post(String adapter, String path, @Nullable Object body) {
        HttpRequest.Builder request = request(adapter + path);
        return body == null ? request.POST(HttpRequest.BodyPublishers.noBody())
                : request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    private Reply asked(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            int status = answer.statusCode();
            if (status == 200) {
                return new Reply.State(JSON.readValue(answer.body(), AdapterState.class));
            }
            JsonNode error = JSON.readTree(answer.body()).path("error");
            String code = error.path("code").asString("status_" + status);
            if (status == 404 && request.method().equals("GET")) {
                return new Reply.Absent();
            }
            return status >= 500 || status == 429 ? new Reply.Away("the registry answers " + status + ", " + code)
                    : new Reply.Refused(code, error.path("message").asString(""));
        } catch (IOException | JacksonException away) {
            return new Reply.Away("the registry does not answer (" + away.getClass().getSimpleName() + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Reply.Away("interrupted");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
