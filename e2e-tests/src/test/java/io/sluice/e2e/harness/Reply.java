package io.sluice.e2e.harness;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** An HTTP answer, whole. */
public record Reply(int status, HttpHeaders headers, String body) {

    public JsonNode json() {
        return Json.read(body);
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The reply itself when it is a success. */
    public Reply ok() {
        if (status < 200 || status > 299) {
            throw new AssertionError("status " + status + ": " + body);
        }
        return this;
    }
}
