package io.sluice.trainer.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Fetches the rows of a data set by their digest. Waits for answers, so it belongs on the training thread. */
public final class DataSetClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final String base;
    private final @Nullable String key;
    private final Duration patience;

    /**
     * @param base     the service itself, or {@code …/v1/selection} of the gateway
     * @param key      an admin key of the gateway; null where none is asked for
     * @param patience with a service that is away
     */
    public DataSetClient(URI base, @Nullable String key, Duration patience) {
        this.base = base.toString().replaceFirst("/+$", "");
        this.key = key;
        this.patience = patience;
    }

    /**
     * The whole file or none.
     *
     * @param digest   SHA-256 of the rows, hex
     * @param bytesMax of them
     * @throws IOException if the disk fails
     */
    public DataSetAnswer fetch(String digest, Path file, long bytesMax) throws IOException {
        long begun = System.nanoTime();
        DataSetAnswer answer = once(digest, file, bytesMax);
        while (answer instanceof DataSetAnswer.Away && System.nanoTime() - begun < patience.toNanos() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = once(digest, file, bytesMax);
        }
        return answer;
    }

    private DataSetAnswer once(String digest, Path file, long bytesMax) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/datasets/" + digest + "/download")).timeout(LIMIT);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException away) {
            return new DataSetAnswer.Away(away.getClass().getSimpleName() + ": " + away.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new DataSetAnswer.Away("interrupted");
        }
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status == 200) {
                return keep(body, digest, file, bytesMax);
            }
            boolean later = status >= 500 || status == 429;
            return later ? new DataSetAnswer.Away("status " + status) : new DataSetAnswer.Refused("the data-selection-service answers " + status);
        }
    }

    private static DataSetAnswer keep(InputStream body, String digest, Path file, long bytesMax) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "fetch", ".part");
        try {
            MessageDigest sha256 = sha256();
            long bytes = 0;
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), sha256)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
                    bytes += read;
                    if (bytes > bytesMax) {
                        return new DataSetAnswer.Refused("it has more than " + bytesMax + " bytes");
                    }
                    out.write(buffer, 0, read);
                }
            } catch (CutException cut) {
                return new DataSetAnswer.Away("the answer was cut: " + cut.getMessage());
            }
            if (!HexFormat.of().formatHex(sha256.digest()).equals(digest)) {
                return new DataSetAnswer.Refused("what came has another digest");
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return new DataSetAnswer.Fetched();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The network's fault and not the disk's. */
    private static final class CutException extends IOException {

        private static final long serialVersionUID = 1;

        CutException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static int read(InputStream body, byte[] buffer) throws CutException {
        try {
            return body.read(buffer);
        } catch (IOException cut) {
            throw new CutException(cut);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
