package io.sluice.trainer.registry;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Uploads adapters, streamed from disk, and finds what was uploaded. Waits for an answer, so it belongs on the training thread. */
public final class RegistryClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(10);
    private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(5);
    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final String base;
    private final @Nullable String key;

    /**
     * @param base the registry itself, or {@code …/admin} of the gateway
     * @param key  an admin key of the gateway; null where none is asked for
     */
    public RegistryClient(URI base, @Nullable String key) {
        this.base = base.toString().replaceFirst("/+$", "");
        this.key = key;
    }

    /** The version of an adapter that a training job has made, where the registry has it. */
    public RegistryAnswer madeBy(String job, String adapter) {
        HttpRequest request = request("/adapters/" + adapter, LOOK_LIMIT).GET().build();
        return ask(request, body -> JSON.readValue(body, AdapterState.class).versions().stream()
                .filter(version -> version.manifest().training() != null && job.equals(version.manifest().training().job()))
                .<RegistryAnswer>map(RegistryAnswer.Stored::new)
                .findFirst()
                .orElseGet(RegistryAnswer.Absent::new));
    }

    /**
     * A new version.
     *
     * @param folder of files
     * @throws IOException if the disk fails
     */
    public RegistryAnswer upload(String adapter, Path folder) throws IOException {
        Path archive = Files.createTempFile(folder.toAbsolutePath().getParent(), "upload", ".tar");
        try {
            pack(folder, archive);
            HttpRequest request = request("/adapters/" + adapter + "/versions", UPLOAD_LIMIT)
                    .header("Content-Type", "application/x-tar")
                    .POST(HttpRequest.BodyPublishers.ofFile(archive))
                    .build();
            return ask(request, body -> new RegistryAnswer.Stored(JSON.readValue(body, AdapterVersion.class)));
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
        return key == null ? request.header("X-Sluice-Actor", "trainer") : request.header("Authorization", "Bearer " + key);
    }

    private RegistryAnswer ask(HttpRequest request, Function<byte[], RegistryAnswer> read) {
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return read.apply(answer.body());
            }
            if (status == 404 && request.method().equals("GET")) {
                return new RegistryAnswer.Absent();
            }
            JsonNode error = JSON.readTree(answer.body()).path("error");
            String code = error.path("code").asString("status_" + status);
            // Somebody else's change of the same adapter came first: the next try meets what it led to.
            boolean later = status >= 500 || status == 429 || status == 409 && code.equals("concurrent_write");
            return later ? new RegistryAnswer.Away("status " + status + ", " + code)
                    : new RegistryAnswer.Refused(status, code, error.path("message").asString(""));
        } catch (IOException | JacksonException away) {
            return new RegistryAnswer.Away(away.getClass().getSimpleName() + ": " + away.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new RegistryAnswer.Away("interrupted");
        }
    }

    private static void pack(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        try (OutputStream bytes = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Path file : files) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getFileName().toString());
                entry.setSize(Files.size(file));
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
