package io.sluice.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An answer in server-sent events, read as it comes. Closing it early is how a client goes away. */
public final class SseStream implements AutoCloseable {

    public static final String DONE = "[DONE]";

    private final int status;
    private final HttpHeaders headers;
    private final InputStream bytes;
    private final BufferedReader lines;

    private SseStream(int status, HttpHeaders headers, InputStream bytes) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    /** Waits for the head of the answer. */
    static SseStream of(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        Map<String, List<String>> fields = connection.getHeaderFields().entrySet().stream().filter(field -> field.getKey() != null)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        InputStream bytes = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        return new SseStream(status, HttpHeaders.of(fields, (_, _) -> true), bytes);
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /**
     * The next event's data.
     *
     * @return null at a clean end of the connection
     * @throws UncheckedIOException when the connection was cut
     */
    public @Nullable String next() {
        try {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith("data:")) {
                    return line.substring("data:".length()).strip();
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All chunks up to {@code [DONE]}, which must be the last event before a clean end. */
    public List<JsonNode> chunks() {
        List<JsonNode> chunks = new ArrayList<>();
        String data;
        while ((data = next()) != null && !data.equals(DONE)) {
            chunks.add(Json.read(data));
        }
        if (data == null) {
            throw new AssertionError("the stream ended without " + DONE + " after " + chunks.size() + " chunks");
        }
        String rest = next();
        if (rest != null) {
            throw new AssertionError("after " + DONE + " came " + rest);
        }
        return chunks;
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
