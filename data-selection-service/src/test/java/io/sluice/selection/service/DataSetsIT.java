package io.sluice.selection.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCaller.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Data sets over HTTP. */
@Timeout(120)
class DataSetsIT {

    private static final String MIXED = """
            {"id":"a","text":"The first row.","source":"web"}
            {"id":"b","prompt":"2+2?","completion":"4","source":"maths"}
            {"id":"a","text":"The id again."}
            {"text":7}
            {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}
            no json
            """;

    @TempDir
    private static Path store;
    private static SelectionProcess service;

    @BeforeAll
    static void start() {
        service = new SelectionProcess(store, TestBroker.shared().bootstrapServers(), "--sluice.selection.scratch=" + store.resolve("scratch"),
                "--sluice.selection.upload-max=1MB", "--sluice.selection.uploads-at-once=1", "--sluice.selection.upload-patience=2s",
                "--sluice.selection.downloads-at-once=1", "--sluice.selection.download-patience=2s");
        SelectionProcess.await("readiness", () -> service.get("/actuator/health/readiness").status(), status -> status == 200);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anUploadIsADataSetWithProfilePreviewAndName() {
        Reply first = service.upload("?name=mixed", MIXED);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        String digest = first.json().get("digest").asString();
        assertThat(first.headers().firstValue("Location")).hasValue("/v1/selection/datasets/" + digest);
        assertThat(first.json().get("names").get(0).asString()).isEqualTo("mixed");
        JsonNode profile = first.json().get("profile");
        assertThat(profile.get("rows").asInt()).isEqualTo(3);
        assertThat(profile.get("faults").toString()).isEqualTo("{\"duplicate_id\":1,\"not_json\":1,\"wrong_type\":1}");
        assertThat(first.json().get("faults").get(1).toString()).contains("\"line\":4", "\"field\":\"text\"", "\"kind\":\"wrong_type\"");

        assertThat(service.upload("", MIXED).status()).as("the same records again").isEqualTo(200);
        for (String given : List.of(digest, "sha256:" + digest, "mixed")) {
            assertThat(service.get("/datasets/" + given).json()).isEqualTo(first.json());
        }
        assertThat(service.get("/datasets/mixed/download").text()).isEqualTo(MIXED);

        JsonNode page = service.get("/datasets/mixed/rows?from=1&limit=3").json();
        assertThat(page.get("next").asInt()).isEqualTo(4);
        assertThat(page.get("data").get(0).get("row").toString())
                .isEqualTo("{\"id\":\"b\",\"form\":\"instruction\",\"prompt\":\"2+2?\",\"response\":\"4\",\"labels\":{\"source\":\"maths\"}}");
        assertThat(page.get("data").get(1).get("fault").get("kind").asString()).isEqualTo("duplicate_id");
        assertThat(page.get("data").get(2).get("line").asInt()).isEqualTo(4);
        assertThat(service.get("/datasets/mixed/rows?from=6").json().toString()).isEqualTo("{\"data\":[]}");
    }

    @Test
    void aNameMovesAndASetIsGoneWithItsNames() throws IOException {
        String one = service.upload("?name=moving", "{\"text\":\"one\"}").json().get("digest").asString();
        String two = service.upload("?name=moving", gzip("{\"text\":\"two\"}\n")).json().get("digest").asString();
        assertThat(service.get("/datasets/moving").json().get("digest").asString()).isEqualTo(two);
        assertThat(service.get("/datasets/moving").json().get("source").get("format").asString()).isEqualTo("json_lines_gzip");
        assertThat(service.put("/names/moving?dataset=" + one).status()).isEqualTo(200);
        assertThat(service.put("/names/other?dataset=moving").json().get("names").toString()).isEqualTo("[\"moving\",\"other\"]");
        assertThat(service.delete("/names/other").status()).isEqualTo(204);
        assertRefused(service.delete("/names/other"), 404, "name_not_found", "name");

        assertThat(digests("?limit=1000")).contains(one, two).isSorted();
        String before = digests("?limit=1").getFirst();
        assertThat(digests("?limit=1000&after=" + before)).doesNotContain(before);
        assertThat(service.delete("/datasets/moving").status()).isEqualTo(204);
        assertRefused(service.get("/datasets/moving"), 404, "dataset_not_found", "dataset");
        assertRefused(service.get("/datasets/" + one + "/rows"), 404, "dataset_not_found", "dataset");
        assertThat(service.get("/datasets/" + two).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoDataSetIsRefusedAndNothingIsKept() {
        List<String> before = digests("?limit=1000");
        assertRefused(service.upload("", ""), 422, "no_rows", "");
        Reply broken = service.upload("", "{\"text\":\"\"}\n");
        assertRefused(broken, 422, "no_rows", "");
        assertThat(broken.message()).contains("line 1").contains("field text");
        assertThat(service.upload("", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}).status()).isEqualTo(422);
        assertRefused(service.upload("", new byte[(1 << 20) + 1]), 413, "dataset_too_large", "");
        assertRefused(service.upload("?name=..", "{\"text\":\"x\"}"), 400, "invalid_value", "name");
        assertRefused(service.send("POST", "/datasets", new byte[1], "Content-Type", "multipart/form-data; boundary=x"), 415, "unsupported_media_type", "");
        assertRefused(service.get("/datasets/mixed/rows?limit=0"), 400, "invalid_value", "limit");
        assertRefused(service.get("/datasets/mixed/rows?from=-1"), 400, "invalid_value", "from");
        assertRefused(service.get("/datasets/mixed/rows?from=x"), 400, "invalid_type", "from");
        assertRefused(service.get("/datasets/..%2f..%2fetc"), 404, "dataset_not_found", "dataset");
        assertThat(digests("?limit=1000")).isEqualTo(before);
        assertThat(staged()).isEmpty();
    }

    @Test
    void whoLeavesOrFallsSilentLeavesNothingBehind() throws IOException {
        try (Socket caller = begin("{\"text\":\"never whole\"}\n")) {
            SelectionProcess.await("the upload", DataSetsIT::staged, files -> !files.isEmpty());
            Reply busy = service.upload("", "{\"text\":\"one too many\"}");
            assertRefused(busy, 429, "too_many_uploads", "");
            assertThat(busy.headers().firstValue("Retry-After")).isPresent();
        }
        SelectionProcess.await("nothing left", DataSetsIT::staged, List::isEmpty);

        try (Socket silent = begin("{\"text\":\"never whole\"}\n")) {
            assertThat(new String(silent.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
        }
        SelectionProcess.await("nothing left", DataSetsIT::staged, List::isEmpty);
        assertThat(service.upload("", "{\"text\":\"room again\"}").status()).isEqualTo(201);
    }

    @Test
    void whoTakesNothingOfADownloadIsCutOff() throws IOException {
        String body = "{\"rows\": 1000000}";
        try (Socket reader = new Socket()) {
            reader.setReceiveBufferSize(1 << 12);
            reader.setSoTimeout(60_000);
            reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
            reader.getOutputStream().write(("POST /generate HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            assertThat(new String(reader.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            Reply busy = service.post("/generate", "{\"rows\": 1}");
            assertRefused(busy, 429, "too_many_downloads", "");
            assertThat(busy.headers().firstValue("Retry-After")).isPresent();
            SelectionProcess.await("room for another", () -> service.post("/generate", "{\"rows\": 1}").status(), status -> status == 200);
            assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).as("no good end").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void selectorsTellWhatTheyNeedAndWhatCanBeSet() {
        JsonNode all = service.get("/selectors").json().get("data");
        assertThat(all.values().stream().map(each -> each.get("name").asString()))
                .containsExactly("zip-fit", "color-filter", "instruct-mining", "dsir", "moore-lewis", "perplexity", "random", "full");
        assertThat(all.get(0).get("needs").toString()).isEqualTo("[\"pool\",\"target\"]");
        assertThat(all.get(0).get("settings").get(0).toString()).contains("\"name\":\"compressor\"", "\"usual\":\"lz4\"");
        assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
    }

    /** A request that says that more comes than it sends. */
    private static Socket begin(String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.setSoTimeout(60_000);
        OutputStream out = socket.getOutputStream();
        out.write(("POST /datasets HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n" + sent).getBytes(StandardCharsets.UTF_8));
        out.flush();
        return socket;
    }

    private static List<Path> staged() {
        try (Stream<Path> files = Files.list(store.resolve("staging"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> digests(String query) {
        return service.get("/datasets" + query).json().get("data").values().stream().map(each -> each.get("digest").asString()).toList();
    }

    private static void assertRefused(Reply reply, int status, String code, String param) {
        assertThat(List.of(reply.status(), reply.code(), reply.param())).as(reply.text()).isEqualTo(List.of(status, code, param));
    }
}
