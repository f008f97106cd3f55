package io.sluice.e2e.fault;

import static io.sluice.e2e.fault.BadRequest.body;
import static io.sluice.e2e.fault.BadRequest.dial;
import static io.sluice.e2e.fault.BadRequest.field;
import static io.sluice.e2e.fault.BadRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.RawHttp;
import io.sluice.e2e.harness.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every kind of bad input that the gateway can meet gets its answer, and the next good request gets its own. */
@InBothForms
class BadInputIT {

    private static final int MEGABYTE = 1 << 20;

    private final Platform platform;

    BadInputIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @ParameterizedTest
    @MethodSource({"json", "size", "fields", "dials", "models", "keys", "paths"})
    void isRefusedAndTheNextRequestIsServed(BadRequest bad) {
        RawHttp.Answer answer = bad.send(platform);

        assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
        JsonNode error = Json.read(answer.body()).path("error");
        assertThat(error.propertyNames()).as(answer.body()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.get("message").asString()).isNotBlank();
        if (bad.param() != null) {
            assertThat(error.get("param").asString()).as(answer.body()).isEqualTo(bad.param());
        }
        if (bad.code() != null) {
            assertThat(error.get("code").asString()).as(answer.body()).isEqualTo(bad.code());
        }
        assertThat(platform.api().chat(Ask.chat("hi").model(Models.SMALL).with("max_tokens", 1)).status()).isEqualTo(200);
    }

    static Stream<BadRequest> json() {
        String good = Ask.chat("hi").json();
        return Stream.of(
                body("cut JSON", good.substring(0, good.length() / 2)),
                body("no body", ""),
                body("an array", "[]"),
                body("a string", "\"hi\""),
                body("JSON 501 deep", with(good, "metadata", "[".repeat(501) + "]".repeat(501))),
                body("a number of 2000 digits", with(good, "seed", "1".repeat(2000))),
                body("NaN", with(good, "top_p", "NaN")),
                body("Infinity", with(good, "top_p", "Infinity")),
                body("a duplicate key", with(good, "model", "\"sluice-large\"")),
                body("a duplicate key inside", with(good, "sluice", "{\"window\":1,\"window\":2}")),
                body("trailing tokens", good + "{}"),
                body("trailing text", good + " then"),
                body("a comment", "/* hi */" + good),
                body("single quotes", good.replace('"', '\'')),
                body("broken UTF-8", good).bytes(broken(good)));
    }

    static Stream<BadRequest> size() {
        return Stream.of(
                body("an oversize body", "").bytes(spaces(Ask.chat("hi").json(), 16 * MEGABYTE)).gets(413),
                body("an oversize chunked body", "").header("Transfer-Encoding: chunked")
                        .bytes(chunked(spaces(Ask.chat("hi").json(), 16 * MEGABYTE))).gets(413),
                body("a gzip bomb", "").header("Content-Encoding: gzip").bytes(gzipped(512 * MEGABYTE)).gets(413),
                body("a prompt longer than the context", Ask.chat("word ".repeat(40_000)).json())
                        .naming("messages").coded("context_length_exceeded"));
    }

    static Stream<BadRequest> fields() {
        return Stream.of(
                body("no model", Ask.chat("hi").without("model").json()).naming("model"),
                body("no messages", Ask.chat("hi").without("messages").json()).naming("messages"),
                field("messages", List.of()),
                field("messages", "hi"),
                field("messages", List.of(Map.of("role", "god", "content", "hi"))).naming("messages[0].role"),
                field("messages", List.of(Map.of("role", "user"))).naming("messages[0].content"),
                field("n", 1_000_000),
                field("n", 0),
                field("n", 1.5),
                field("n", "many"),
                field("logprobs", true).bytes(Ask.chat("hi").with("logprobs", true).with("top_logprobs", 21).json().getBytes())
                        .named("top_logprobs 21").naming("top_logprobs"),
                field("top_logprobs", 5).named("top_logprobs without logprobs"),
                field("logit_bias", Map.of("5", 101)),
                field("logit_bias", Map.of("5", -1e300)),
                field("logit_bias", Map.of("five", 1)),
                field("logit_bias", Map.of("99999999", 1)),
                field("logit_bias", IntStream.range(0, 5000).boxed()
                        .collect(Collectors.toMap(String::valueOf, i -> 1))),
                field("max_tokens", 0),
                field("max_tokens", -5),
                field("max_tokens", 2_000_000_000),
                field("max_tokens", 1e30),
                field("temperature", -1),
                field("temperature", 2.1),
                field("temperature", "warm"),
                field("top_p", 2),
                field("top_p", -0.1),
                field("presence_penalty", 2.5),
                field("frequency_penalty", -2.5),
                field("stop", List.of("a", "b", "c", "d", "e")),
                field("stop", ""),
                field("stop", 7),
                field("seed", "seven"),
                field("stream", "yes"),
                field("stream_options", Map.of("include_usage", true)),
                field("tools", List.of(Map.of("type", "function"))).naming("tools[0]"),
                field("response_format", Map.of("type", "xml")).naming("response_format.type"),
                schema("{\"$ref\":\"#\"}"),
                schema("{\"$ref\":\"http://127.0.0.1:1/other.json\"}"),
                schema("{\"type\":\"object\",\"not\":{}}"),
                schema("{\"type\":\"string\",\"pattern\":\"(?<=a)b\"}"),
                schema("{\"type\":\"string\",\"pattern\":\"((a{1,1000}){1,1000}){1,1000}\"}"),
                schema("{\"items\":".repeat(200) + "{}" + "}".repeat(200)),
                field("structured_outputs", Map.of("regex", "(a*)*\\1")).naming("structured_outputs.regex"),
                field("structured_outputs", Map.of()),
                field("nonsense", 1));
    }

    private static BadRequest schema(String schema) {
        return field("response_format", Map.of("type", "json_schema", "json_schema", Map.of("name", "a", "schema", Json.read(schema))));
    }

    static Stream<BadRequest> dials() {
        return Stream.of(
                dial("nonsense", 1),
                dial("policy", "best"),
                dial("policy", "pinned"),
                dial("rule", "newest"),
                dial("threshold", -1e10),
                dial("threshold", "NaN"),
                dial("window", 0),
                dial("window", 65),
                dial("min_run", 0),
                dial("min_run", 257),
                dial("cool_down", -1),
                dial("cool_down", 257),
                dial("large_share", 1.5),
                dial("large_share", -0.5),
                field("sluice", "fast"),
                dial("samples", 3),
                dial("samples", Map.of("count", 0, "pick", "majority")).naming("sluice.samples.count"),
                dial("samples", Map.of("count", 17, "pick", "majority")).naming("sluice.samples.count"),
                dial("samples", Map.of("count", 1e30, "pick", "majority")).naming("sluice.samples.count"),
                dial("samples", Map.of("pick", "majority")).naming("sluice.samples.count"),
                dial("samples", Map.of("count", 3)).naming("sluice.samples.pick"),
                dial("samples", Map.of("count", 3, "pick", "best")).naming("sluice.samples.pick"),
                dial("samples", Map.of("count", 3, "pick", 0)).naming("sluice.samples.pick"),
                dial("samples", Map.of("count", 3, "pick", "majority")).named("samples at temperature 0").naming("temperature"),
                body("samples and n", Ask.chat("hi").with("temperature", 1).with("n", 2)
                        .sluice("samples", Map.of("count", 3, "pick", "majority")).json()).naming("n"),
                body("samples with too many log-probabilities", Ask.chat("hi").with("temperature", 1).with("logprobs", true)
                        .with("top_logprobs", 20).with("max_tokens", 8000)
                        .sluice("samples", Map.of("count", 16, "pick", "majority")).json()).naming("max_tokens"),
                body("sluice.threshold NaN", Ask.chat("hi").json().replaceFirst("\\{", "{\"sluice\":{\"threshold\":NaN},")));
    }

    static Stream<BadRequest> models() {
        return Stream.of(
                field("model", "no-such-model").gets(404).coded("model_not_found"),
                field("model", "").naming("model"),
                field("model", "' OR 1=1 --").gets(404).coded("model_not_found"),
                field("model", "../../etc/passwd").gets(404).coded("model_not_found"),
                field("model", "small\r\nX-Admin: 1").naming("model").coded("invalid_value"),
                field("model", "workflow:").naming("model").coded("invalid_value"),
                field("model", "workflow:../../etc/passwd").naming("model").coded("invalid_value"),
                field("model", "workflow:any").naming("temperature").coded("invalid_value"),
                field("model", "small\0").gets(404).coded("model_not_found"));
    }

    static Stream<BadRequest> keys() {
        BadRequest good = body("", Ask.chat("hi").json()).gets(401);
        return Stream.of(
                good.named("no key").key(null),
                good.named("Basic").key(null).header("Authorization: Basic YWRtaW46YWRtaW4="),
                good.named("an empty key").key(""),
                good.named("an unknown key").key("sk-sluice-nobody"),
                good.named("a key with quotes").key("' OR '1'='1"),
                good.named("a key with NUL").key("x\0y"),
                good.named("a key with CRLF").key("x\r\nX-Sluice-Tenant: admin"),
                good.named("a JWT with alg none").key("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."),
                good.named("the name of a tenant").key("default"));
    }

    static Stream<BadRequest> paths() {
        Stream<String> tricks = Stream.of("//v1/models", "/v1//models", "/v1;x/models", "/v1/models;x", "/;/v1/models",
                "/%2e/v1/models", "/v1/%2e/models", "/v1/./models", "/v1/x/../models", "/v1/%2e%2e/v1/models",
                "/%76%31/models", "/V1/models", "/v1/models/", "/v1/models%2f", "/v1/models%00", "/v1/models%0d%0a",
                "/actuator/health/../../v1/models", "/actuator/health/..;/v1/models", "/actuator/env",
                "/actuator/heapdump", "/");
        BadRequest models = get("/v1/models").key(null).gets(401);
        return Stream.concat(
                tricks.map(target -> get(target).key(null).gets(401)),
                Stream.of(
                        models.named("a forged Host").header("Host: localhost"),
                        models.named("forged forwarding").header("X-Forwarded-For: 127.0.0.1")
                                .header("X-Forwarded-Host: localhost").header("Forwarded: for=127.0.0.1"),
                        models.named("a forged path").header("X-Original-URL: /actuator/health")
                                .header("X-Rewrite-URL: /actuator/health").header("X-Forwarded-Prefix: /actuator"),
                        get("/v1/nothing").gets(404),
                        get("/v1/chat/completions").gets(405)));
    }

    @Test
    void adminPathsWantAnAdminsKeyAndSpeakProblemDetails() {
        assertProblem(new Api(platform.gateway()).get("/admin/calibrations"), 401);
        assertProblem(platform.api().get("/admin/calibrations"), 403);
        assertProblem(platform.admin().get("/admin/nothing"), 404);
        assertThat(platform.admin().get("/admin/calibrations").status()).isEqualTo(200);
    }

    private static void assertProblem(Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("content-type")).startsWith("application/problem+json");
        assertThat(reply.json().get("status").asInt()).isEqualTo(status);
    }

    private static String with(String json, String field, String value) {
        return json.substring(0, json.length() - 1) + ",\"" + field + "\":" + value + "}";
    }

    private static byte[] broken(String json) {
        byte[] bytes = json.replace("hi", "h?").getBytes();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?') {
                bytes[i] = (byte) 0xC3;
            }
        }
        return bytes;
    }

    private static byte[] spaces(String json, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) ' ');
        byte[] text = json.getBytes();
        System.arraycopy(text, 0, bytes, size - text.length, text.length);
        return bytes;
    }

    private static byte[] chunked(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(body.length + 32);
        chunks.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes());
        chunks.writeBytes(body);
        chunks.writeBytes("\r\n0\r\n\r\n".getBytes());
        return chunks.toByteArray();
    }

    /** That many blanks, gzipped. */
    private static byte[] gzipped(int size) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        byte[] blanks = new byte[MEGABYTE];
        Arrays.fill(blanks, (byte) ' ');
        try (OutputStream gzip = new GZIPOutputStream(small)) {
            for (int written = 0; written < size; written += blanks.length) {
                gzip.write(blanks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return small.toByteArray();
    }
}
