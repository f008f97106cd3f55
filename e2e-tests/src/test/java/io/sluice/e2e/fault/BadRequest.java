package io.sluice.e2e.fault;

import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.RawHttp;
import io.sluice.e2e.harness.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bad request and what it must get: a row of the tables in {@link BadInputIT} and {@link BadWorkflowIT}. Sent over a raw socket, so that no
 * client makes it tidy.
 *
 * @param key    null: no {@code Authorization} header; {@link #GOOD} and {@link #ADMIN} stand for keys of the platform
 * @param status the answer's status
 * @param param  the field that {@code error.param} must name; null: the field's value is not looked at
 * @param code   what {@code error.code} must be; null: not looked at
 */
record BadRequest(
        String name,
        String method,
        String target,
        @Nullable String key,
        List<String> headers,
        byte[] body,
        int status,
        @Nullable String param,
        @Nullable String code) {

    static final String CHAT = "/v1/chat/completions";
    static final String GOOD = "<good>";
    static final String ADMIN = "<admin>";

    /** A chat whose body is the given text. */
    static BadRequest body(String name, String json) {
        return new BadRequest(name, "POST", CHAT, GOOD, List.of("Content-Type: application/json"),
                json.getBytes(StandardCharsets.UTF_8), 400, null, null);
    }

    /** A chat that is good but for one field. */
    static BadRequest field(String name, Object value) {
        return body(name + " " + shortened(String.valueOf(value)), Ask.chat("hi").with(name, value).json()).naming(name);
    }

    /** A chat that is good but for one field of its {@code sluice} object. */
    static BadRequest dial(String name, Object value) {
        return body("sluice." + name + " " + value, Ask.chat("hi").sluice(name, value).json()).naming("sluice." + name);
    }

    static BadRequest get(String target) {
        return new BadRequest("GET " + shortened(target), "GET", target, GOOD, List.of(), new byte[0], 400, null, null);
    }

    /** Any call with a JSON body. */
    static BadRequest call(String method, String target, String json) {
        return new BadRequest(method + " " + target + " " + shortened(json), method, target, GOOD, List.of("Content-Type: application/json"),
                json.getBytes(StandardCharsets.UTF_8), 400, null, null);
    }

    BadRequest named(String other) {
        return new BadRequest(other, method, target, key, headers, body, status, param, code);
    }

    BadRequest gets(int other) {
        return new BadRequest(name, method, target, key, headers, body, other, param, code);
    }

    BadRequest naming(@Nullable String other) {
        return new BadRequest(name, method, target, key, headers, body, status, other, code);
    }

    BadRequest coded(@Nullable String other) {
        return new BadRequest(name, method, target, key, headers, body, status, param, other);
    }

    BadRequest key(@Nullable String other) {
        return new BadRequest(name, method, target, other, headers, body, status, param, code);
    }

    BadRequest at(String other) {
        return new BadRequest(name, method, other, key, headers, body, status, param, code);
    }

    BadRequest header(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new BadRequest(name, method, target, key, List.copyOf(more), body, status, param, code);
    }

    BadRequest bytes(byte[] other) {
        return new BadRequest(name, method, target, key, headers, other, status, param, code);
    }

    RawHttp.Answer send(Platform platform) {
        List<String> lines = new ArrayList<>(headers);
        if (key != null) {
            lines.add("Authorization: Bearer " + switch (key) {
                case GOOD -> platform.key();
                case ADMIN -> TestKeys.ADMIN;
                default -> key;
            });
        }
        return new RawHttp(platform.gateway()).send(method, target, lines, body);
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    @Override
    public String toString() {
        return name;
    }
}
