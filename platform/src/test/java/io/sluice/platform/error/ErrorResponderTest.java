package io.sluice.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.PlatformConfiguration;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every failure of a real server has one of the two bodies, and a service starts without a broker. */
class ErrorResponderTest {

    record Inner(int depth, List<String> names) {
    }

    record Body(String text, int count, double ratio, boolean flag, Inner inner, Map<String, Double> bias) {
    }

    @RestController
    static class Endpoint {

        @PostMapping("/v1/echo")
        Body echo(@RequestBody Body body) {
            return body;
        }

        @GetMapping("/v1/busy")
        String busy() {
            throw SluiceException.capacity(429, "rate_limited", "too many requests", java.time.Duration.ofMillis(1500));
        }

        @GetMapping("/v1/bug")
        String bug() {
            throw new IllegalStateException("a canary secret");
        }

        @GetMapping("/admin/bad")
        String admin() {
            throw SluiceException.invalid("sluice.threshold", "invalid_value", "must be 0 or more");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, Endpoint.class})
    static class Service {
    }

    private static final JsonMapper PLAIN = JsonMapper.builder().build();
    private static final String GOOD = """
            {"text":"hi","count":1,"ratio":0.5,"flag":true,"inner":{"depth":1,"names":["a"]},"bias":{"5":1.0}}""";

    private static ConfigurableApplicationContext service;
    private static HttpClient client;
    private static URI base;

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Service.class).properties("spring.config.name=none", "server.port=0",
                "server.address=127.0.0.1", "spring.application.name=test", "sluice.kafka.bootstrap-servers=127.0.0.1:1",
                "management.endpoints.web.exposure.include=health,prometheus", "spring.main.banner-mode=off").run();
        base = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("cut", GOOD.substring(0, 20), null),
                Arguments.of("empty", "", null),
                Arguments.of("an array", "[]", null),
                Arguments.of("a string", "\"hi\"", null),
                Arguments.of("null", "null", null),
                Arguments.of("trailing tokens", GOOD + "{}", null),
                Arguments.of("trailing text", GOOD + " then", null),
                Arguments.of("a comment", "/* hi */" + GOOD, null),
                Arguments.of("NaN", GOOD.replace("0.5", "NaN"), null),
                Arguments.of("Infinity", GOOD.replace("0.5", "Infinity"), null),
                Arguments.of("a duplicate key", GOOD.replace("\"count\":1", "\"count\":1,\"count\":2"), null),
                Arguments.of("a duplicate key inside", GOOD.replace("\"depth\":1", "\"depth\":1,\"depth\":2"), null),
                Arguments.of("501 deep", GOOD.replace("[\"a\"]", "[".repeat(501) + "]".repeat(501)), null),
                Arguments.of("a number of 2000 digits", GOOD.replace("0.5", "1".repeat(2000)), null),
                Arguments.of("a fraction for an integer", GOOD.replace("\"count\":1", "\"count\":1.5"), "count"),
                Arguments.of("a number beyond doubles for an integer", GOOD.replace("\"count\":1", "\"count\":1e400"), "count"),
                Arguments.of("a string for an integer", GOOD.replace("\"count\":1", "\"count\":\"many\""), "count"),
                Arguments.of("null for an integer", GOOD.replace("\"count\":1", "\"count\":null"), "count"),
                Arguments.of("a string for a flag", GOOD.replace("true", "\"yes\""), "flag"),
                Arguments.of("an object for a list", GOOD.replace("[\"a\"]", "{}"), "inner.names"),
                Arguments.of("a string in a map of numbers", GOOD.replace("\"5\":1.0", "\"5\":\"x\""), "bias.5"),
                Arguments.of("an object in a list of strings", GOOD.replace("[\"a\"]", "[\"a\",{}]"), "inner.names[1]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void badJsonIsA400ThatNamesTheField(String name, String body, String param) throws Exception {
        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = openAi(answer);
        assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
        if (param != null) {
            assertThat(error.get("param").asString()).as(answer.body()).isEqualTo(param);
        }
        assertThat(answer.body()).as("no class names, no echo").doesNotContain("io.sluice", "tools.jackson", "java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3000000000", "-3000000000", "99999999999999999999"})
    void anIntegerThatNoFieldCanHoldIsOutOfRange(String number) throws Exception {
        JsonNode error = openAi(post(GOOD.replace("\"depth\":1", "\"depth\":" + number)));

        assertThat(error.get("param").asString()).isEqualTo("inner.depth");
        assertThat(error.get("code").asString()).isEqualTo("invalid_value");
        assertThat(error.get("message").asString()).contains("'inner.depth' is a number out of range").doesNotContain(number);
    }

    @Test
    void aFieldThatIsNotKnownIsIgnored() throws Exception {
        assertThat(post(GOOD.replace("{\"text\"", "{\"later\":{\"a\":1},\"text\"")).statusCode()).isEqualTo(200);
    }

    @Test
    void tooMuchSaysWhenToComeBack() throws Exception {
        HttpResponse<String> answer = get("/v1/busy");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("2");
        assertThat(answer.headers().firstValue("retry-after-ms")).hasValue("1500");
        assertThat(openAi(answer).get("code").asString()).isEqualTo("rate_limited");
    }

    @ParameterizedTest
    @CsvSource({"400,invalid_request_error", "401,authentication_error", "404,invalid_request_error", "409,invalid_request_error",
        "429,rate_limit_error", "500,server_error", "502,server_error", "503,server_error", "504,server_error", "507,server_error"})
    void theTypeFollowsFromTheStatus(int status, String type) {
        for (ErrorKind kind : ErrorKind.values()) {
            SluiceException failure = new SluiceException(kind, status, "not_confirmed", "why", null, null);
            assertThat(ErrorBody.of(failure).error().type()).as(kind.name()).isEqualTo(type);
        }
    }

    @Test
    void aBugTellsNothingAboutItself() throws Exception {
        HttpResponse<String> answer = get("/v1/bug");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(openAi(answer).get("type").asString()).isEqualTo("server_error");
        assertThat(answer.body()).doesNotContain("canary");
    }

    @Test
    void adminPathsSpeakProblemDetails() throws Exception {
        HttpResponse<String> answer = get("/admin/bad");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonNode problem = PLAIN.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("code").asString()).isEqualTo("invalid_value");
        assertThat(problem.get("param").asString()).isEqualTo("sluice.threshold");
    }

    @Test
    void aPathThatIsNotThereAndAMethodThatIsNotTakenAreTold() throws Exception {
        assertThat(get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(openAi(get("/v1/nothing")).get("code").asString()).isEqualTo("not_found");
        assertThat(get("/v1/echo").statusCode()).isEqualTo(405);
    }

    @Test
    void anotherMediaTypeIsRefused() throws Exception {
        HttpResponse<String> answer = client.send(request(base.resolve("/v1/echo")).header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("hi")).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
        openAi(answer);
    }

    @Test
    void anOversizeBodyIsRefused() throws Exception {
        assertThat(post(GOOD.replace("hi", "x".repeat(600_000))).statusCode()).isEqualTo(413);
    }

    static Stream<Arguments> noHttp() {
        return Stream.of(
                Arguments.of("a half escape in the query", "/v1/busy?limit=%z", "X-A: b", 400, "malformed_request"),
                Arguments.of("a quote in the path", "/v1/\"", "X-A: b", 400, "malformed_request"),
                Arguments.of("NUL in a key", "/v1/busy", "Authorization: Bearer a\0b", 401, "invalid_api_key"),
                Arguments.of("NUL after the key", "/v1/busy", "Authorization: Bearer a\r\nX-Trace: a\0b", 400, "malformed_request"),
                Arguments.of("a header without a name", "/v1/busy", "Authorization: Bearer a\r\n: b", 400, "malformed_request"),
                Arguments.of("headers of 20 KB", "/v1/busy", "X-Large: " + "x".repeat(20_000), 431, "headers_too_large"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noHttp")
    void whatIsNoHttpIsToldInTheSameBodyAndEndsTheConnection(String name, String target, String header, int status, String code) throws Exception {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: here\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/json");
            JsonNode error = PLAIN.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)).get("error");
            assertThat(error.get("code").asString()).isEqualTo(code);
        }
    }

    /** Numbers are written by another thread than the one that reads the connection. */
    @Test
    void aKeptConnectionGoesOnAfterAnswersOfOtherThreads() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(get("/actuator/prometheus").statusCode()).isEqualTo(200);
            assertThat(get("/v1/busy").statusCode()).isEqualTo(429);
            assertThat(get("/v1/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void everyAnswerCarriesTheIdsOfItsRequest() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> answer = client.send(request(base.resolve("/v1/bug")).header("X-Request-Id", "request-42")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("request-42");
        assertThat(answer.headers().firstValue("traceparent").orElseThrow()).startsWith("00-" + trace + "-");
    }

    @Test
    void healthAndNumbersAreThereWithoutABroker() throws Exception {
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus").body()).contains("sluice_events_dropped", "sluice_events_pending");
        assertThat(get("/actuator/env").statusCode()).isEqualTo(404);
    }

    /** No test waits for ever for an answer that does not come. */
    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(java.time.Duration.ofSeconds(10));
    }

    private static JsonNode openAi(HttpResponse<String> answer) {
        JsonNode error = PLAIN.readTree(answer.body()).get("error");
        assertThat(error.propertyNames()).as(answer.body()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.get("message").asString()).isNotBlank();
        return error;
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(request(base.resolve("/v1/echo")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
