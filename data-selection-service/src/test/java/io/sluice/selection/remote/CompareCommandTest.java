package io.sluice.selection.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.comparison.ComparisonFold;
import io.sluice.selection.comparison.Figure;
import io.sluice.selection.comparison.Findings;
import io.sluice.selection.comparison.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against the service's API around one comparison, which goes on at each look. */
class CompareCommandTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ComparisonFold fold = new ComparisonFold();
    private HttpServer server;
    private ComparisonRequest request;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/datasets", exchange -> answer(exchange, 201, "{\"digest\":\"" + "ab".repeat(32) + "\"}"));
        server.createContext("/comparisons", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (fold) {
                String path = exchange.getRequestURI().getPath();
                if (path.equals("/comparisons")) {
                    request = StrictJson.mapper().readValue(body, ComparisonRequest.class);
                    fold.apply(new ComparisonEvent.Requested("cmp_1", request, "ops", AT));
                } else if (path.endsWith("chart.svg")) {
                    answer(exchange, 200, Figure.LOSS.svg(fold.view()));
                    return;
                } else {
                    fold.next().values().stream().toList().forEach(task -> fold.apply(done(task)));
                }
                answer(exchange, 200, StrictJson.mapper().writeValueAsString(fold.view()));
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The first entry's adapters know three questions of four, random's none. */
    private static ComparisonEvent done(Task task) {
        return switch (task) {
            case Task.Check it -> new ComparisonEvent.Checked("cmp_1", "w", 8, AT);
            case Task.Select it -> new ComparisonEvent.Selected("cmp_1", "w", it.run(), new Comparison.Choice("dd".repeat(32), "l", 10, 0.5, 1.0), AT);
            case Task.Train it -> new ComparisonEvent.Trained("cmp_1", "w", it.run(), new Pipeline.Candidate("1", "ab", "j", Map.of()), 2.0, AT);
            case Task.Judge it -> new ComparisonEvent.Judged("cmp_1", "w", it.run(), it.run().startsWith("cmp_1-1")
                    ? new Comparison.Score(0.5, 8, 8, 6, 0, "11111100") : new Comparison.Score(2.25, 8, 8, 0, 0, "00000000"), AT);
            case Task.Conclude it -> new ComparisonEvent.Completed("cmp_1", "w", Findings.of(it.comparison(), List.of()), AT);
            case Task.Clear it -> new ComparisonEvent.Cleared("cmp_1", "w", List.of(), AT);
        };
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--service", "http://127.0.0.1:" + server.getAddress().getPort()));
        arguments.addAll(List.of(options));
        return CompareCommand.run(arguments.toArray(String[]::new), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false);
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTableAndAChartTellWhatItCameTo() throws Exception {
        Path pool = Files.writeString(folder.resolve("pool.jsonl"), "{\"text\":\"a\"}\n");
        Path chart = folder.resolve("out.svg");
        int status = run("--pool", pool.toString(), "--selectors", "still=dsir,random", "--set", "still.noise=0", "--budget", "5%,100", "--held-out", "questions",
                "--base", "base", "--steps", "20", "--train-set", "rank=4", "--chart", chart.toString(), "--figure", "loss");
        assertThat(status).as(told() + err).isZero();
        assertThat(request.pool()).isEqualTo("sha256:" + "ab".repeat(32));
        assertThat(request.entries().getFirst()).isEqualTo(new ComparisonRequest.Entry("dsir", Map.of("noise", "0"), "still"));
        assertThat(request.training().settings()).containsEntry("rank", "4");
        assertThat(told()).contains("still            5 %", "75.0 %", "0.500", "+75.0 points, p 0.0156, better", "100 rows", "4 of 4 runs ended well");
        assertThat(Files.readString(chart)).startsWith("<svg");
    }

    @Test
    void withJsonNothingElseIsOnStandardOutput() {
        assertThat(run("--pool", "web", "--selectors", "dsir,random", "--json")).isZero();
        assertThat(StrictJson.mapper().readValue(told(), Comparison.class).status()).isEqualTo(Comparison.Status.COMPLETED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("comparison cmp_1", "completed");
    }

    @Test
    void whatDoesNotFitIsToldBeforeAnythingIsAsked() {
        assertThat(run("--pool", "web", "--selectors", "dsir,dsir", "--seeds", "1,1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("entries[1].name", "seeds has one twice");
        assertThat(run("--pool", "web", "--selectors", "dsir,random", "--set", "zip-fit.level=3")).isEqualTo(2);
        assertThat(run("--selectors", "dsir,random")).isEqualTo(2);
        assertThat(request).isNull();
    }
}
