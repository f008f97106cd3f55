package io.sluice.e2e.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** Two agents of the scripted upstream, one after the other: {@code first INPUT}, then {@code second INPUT}; more lines may follow. */
    public static String scripted(String name, String... more) {
        return """
                name: %s
                start: first
                agents:
                  first: {upstream: scripted, model: echo, prompt: "first {{input}}", effort: {attempts: 1}, next: [second]}
                  second: {upstream: scripted, model: echo, prompt: "second {{input}}", effort: {attempts: 1}, next: [first]}
                scheduler: {kind: fixed, flow: [first, second]}
                """.formatted(name) + String.join("\n", more);
    }

    /** Who comes after the opener is learned: one of two agents is right, whatever the input, which is also what is expected. */
    public static String learning(String name) {
        return """
                name: %s
                start: opener
                agents:
                  opener: {upstream: scripted, model: echo, prompt: "opened {{input}}", next: [wrong, right]}
                  wrong: {upstream: scripted, model: echo, prompt: "not {{input}}", next: [right]}
                  right: {upstream: scripted, model: echo, prompt: "{{input}}", next: [wrong]}
                verifier: {variable: expected}
                scheduler: {kind: q-learning, settings: {cold-start: 0, epsilon: 0, epsilon-min: 0}}
                """.formatted(name);
    }

    public JsonNode define(String name, String document) {
        return platform.admin().put("/v1/workflows/" + name, "application/yaml", document).ok().json();
    }

    /** @return the run's identity */
    public String start(String workflow, String input, String expected) {
        return start(platform.api(), workflow, Map.of("input", input, "inputs", Map.of("expected", expected)));
    }

    /** Starts a run of a workflow that nothing but its input is told. */
    public String start(String workflow, String input) {
        return start(platform.api(), workflow, Map.of("input", input));
    }

    /** As clients should: with a key, and again with the same one where it could not be told in time whether the run was begun. */
    public static String start(Api caller, String workflow, Map<String, ?> body) {
        Api keyed = caller.withHeader("Idempotency-Key", UUID.randomUUID().toString());
        return Await.until("a run of " + workflow + " begins", END_LIMIT, () -> keyed.post("/v1/workflows/" + workflow + "/runs", body),
                reply -> reply.status() != 503 && reply.status() != 409).ok().json().get("id").asString();
    }

    /** @param verb {@code pause}, {@code resume}, {@code cancel}, {@code retry}, {@code replay} or {@code approvals/STEP} */
    public Reply act(String id, String verb, Map<String, ?> body) {
        return platform.api().post("/v1/runs/" + id + "/" + verb, body);
    }

    public JsonNode find(String id) {
        return platform.api().get("/v1/runs/" + id).ok().json();
    }

    public List<JsonNode> history(String id) {
        return Answer.elements(platform.api().get("/v1/runs/" + id + "/history").ok().json().get("events"));
    }

    /** By the names of a run's events, in order. */
    public List<String> events(String id) {
        return history(id).stream().map(event -> event.get("event").asString()).toList();
    }

    /** Who did the steps of a run, in order. */
    public List<String> agents(String id) {
        return history(id).stream().filter(event -> event.get("event").asString().equals("step.completed"))
                .map(event -> event.get("agent").asString()).toList();
    }

    /** Of the values that a run's steps were decided with, in order. */
    public List<Integer> versions(String id) {
        return history(id).stream().filter(event -> event.get("event").asString().equals("step.scheduled"))
                .map(event -> event.at("/decision/policy_version").asInt()).toList();
    }

    /**
     * Runs a {@link #learning} workflow so many times, one after another.
     *
     * @return the version of the values that holds all of that
     */
    public int teach(String workflow, String word, int times) {
        int version = platform.admin().get("/v1/workflows/" + workflow + "/values").ok().json().get("version").asInt();
        for (int run = 0; run < times; run++) {
            awaitStatus(start(workflow, word + "-" + run, word + "-" + run), "completed");
            version = awaitValues(workflow, version + 1);
        }
        return version;
    }

    /** What a run taught comes a moment after its end. */
    public int awaitValues(String workflow, int version) {
        return Await.until("the values' version " + version, END_LIMIT, () -> platform.admin().get("/v1/workflows/" + workflow + "/values")
                .ok().json().get("version").asInt(), seen -> seen >= version);
    }

    public JsonNode awaitStatus(String id, String... wanted) {
        return Await.until("the run is " + List.of(wanted), END_LIMIT, () -> platform.api().get("/v1/runs/" + id),
                reply -> reply.status() == 200 && List.of(wanted).contains(reply.json().get("status").asString())).json();
    }
}
