package io.sluice.e2e.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Workflows of the tests and their runs, over the gateway. */
public final class Runs {

    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final String FINAL = "'####\\s*(.+?)\\s*$'";

    private final Platform platform;

    public Runs(Platform platform) {
        this.platform = platform;
    }

    /** The small model, then the large one, until the answer is what it is started with; more lines may follow. */
    public static String pair(String name, String... more) {
        return """
                name: %s
                start: apprentice
                agents:
                  apprentice: {model: sluice-small, prompt: "{{input}}", output: {pattern: %s}, next: [master]}
                  master: {model: sluice-large, prompt: "{{input}}", output: {pattern: %s}, next: [apprentice]}
                verifier: {variable: expected}
                scheduler: {kind: fixed, flow: [apprentice, master]}
                """.formatted(name, FINAL, FINAL) + String.join("\n", more);
    }

    public JsonNode define(String name, String document) {
        return platform.admin().put("/v1/workflows/" + name, "application/yaml", document).ok().json();
    }

    /** @return the run's identity */
    public String start(String workflow, String input, String expected) {
        return platform.api().post("/v1/workflows/" + workflow + "/runs", Map.of("input", input, "inputs", Map.of("expected", expected)))
                .ok().json().get("id").asString();
    }

    public JsonNode find(String id) {
        return platform.api().get("/v1/runs/" + id).ok().json();
    }

    public List<JsonNode> history(String id) {
        return Answer.elements(platform.api().get("/v1/runs/" + id + "/history").ok().json().get("events"));
    }

    public JsonNode awaitStatus(String id, String... wanted) {
        return Await.until("the run is " + List.of(wanted), END_LIMIT, () -> platform.api().get("/v1/runs/" + id),
                reply -> reply.status() == 200 && List.of(wanted).contains(reply.json().get("status").asString())).json();
    }
}
