package io.sluice.e2e.fault;

import static io.sluice.e2e.fault.BadRequest.ADMIN;
import static io.sluice.e2e.fault.BadRequest.call;
import static io.sluice.e2e.fault.BadRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.RawHttp;
import io.sluice.e2e.harness.Runs;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What can be wrong with workflows, with runs, and with what is asked of them: the answer names it, and nothing else changes. */
@InBothForms
class BadWorkflowIT {

    private static final String WORKFLOWS = "/v1/workflows/";
    private static final String STARTS = WORKFLOWS + "spoilt/runs";
    /** In a row's target: the identity of a run that has ended. */
    private static final String RUN = "RUN";
    private static final Map<Form, String> RUNS = new EnumMap<>(Form.class);

    private final Platform platform;
    private final String run;

    BadWorkflowIT(Form form) {
        this.platform = Platforms.shared(form);
        this.run = RUNS.computeIfAbsent(form, first -> begun(new Runs(platform)));
    }

    private static String begun(Runs runs) {
        runs.define("spoilt", Runs.scripted("spoilt"));
        String id = runs.start("spoilt", "spoiling");
        runs.awaitStatus(id, "completed");
        return id;
    }

    @ParameterizedTest
    @MethodSource({"graphs", "documents", "values", "starts", "keys", "streams", "acts", "admins", "lists", "chats"})
    void isRefusedWithItsPlaceAndTheNextRequestIsServed(BadRequest bad) {
        RawHttp.Answer answer = bad.at(bad.target().replace(RUN, run)).send(platform);

        assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
        JsonNode error = Json.read(answer.body()).path("error");
        assertThat(error.propertyNames()).as(answer.body()).contains("message", "type", "param", "code");
        assertThat(error.get("message").asString()).isNotBlank();
        if (bad.param() != null) {
            assertThat(error.get("param").asString()).as(answer.body()).isEqualTo(bad.param());
        }
        if (bad.code() != null) {
            assertThat(error.get("code").asString()).as(answer.body()).isEqualTo(bad.code());
        }
        assertThat(platform.api().get("/v1/runs/" + run).ok().json().get("status").asString()).isEqualTo("completed");
        assertThat(platform.api().get("/v1/workflows/spoilt").ok().json().get("version").asInt()).isEqualTo(1);
    }

    /** A document of three agents; wrong in one place, which the answer has to name. */
    private static BadRequest document(String name, String first, String second, String more, String pointer) {
        return yaml(name, """
                name: spoilt
                start: first
                agents:
                  first: {model: m, prompt: p%s}
                  second: {model: m, prompt: p%s}
                  third: {model: m, prompt: p, next: [first]}
                %s
                """.formatted(first, second, more)).naming(pointer).coded("invalid_workflow").gets(422);
    }

    private static BadRequest yaml(String name, String text) {
        return new BadRequest(name, "PUT", WORKFLOWS + "spoilt", ADMIN, List.of("Content-Type: application/yaml"),
                text.getBytes(StandardCharsets.UTF_8), 422, null, "invalid_workflow");
    }

    static Stream<BadRequest> graphs() {
        return Stream.of(
                document("an agent that no way leads to", ", next: [third]", ", next: [first]", "", "/agents/second"),
                document("an agent that only itself may follow", "", ", next: [second]", "", "/agents/second/next"),
                document("a way to nobody", ", next: [nobody]", "", "", "/agents/first/next/0"),
                document("a start that is nobody", "", "", "verifier: {agent: nobody, pass: x}", "/verifier/agent"),
                document("a judge that judges not", "", "", "verifier: {agent: second, pass: x}", "/verifier/agent"),
                document("undoing that goes in a circle", ", compensated_by: second", ", compensated_by: first", "", "/agents/first/compensated_by"),
                document("a flow of nobody", "", "", "scheduler: {kind: fixed, flow: [first, nobody]}", "/scheduler/flow/1"),
                document("a flow that can't be followed", ", next: [second]", "", "scheduler: {kind: fixed, flow: [first, third]}", "/scheduler/flow/1"),
                document("an approval before nobody", "", "", "approvals: [{before: nobody}]", "/approvals/0/before"),
                document("an unknown tool", ", tools: [hammer]", "", "", "/agents/first/tools/0"),
                document("an unknown kind of tool", "", "", "tools: {hammer: {kind: steel}}", "/tools/hammer/kind"),
                document("a tool's setting", "", "", "tools: {docs: {kind: retrieval, settings: {documents: 7}}}", "/tools/docs/settings/documents"),
                document("an unknown upstream", ", upstream: nowhere", "", "", "/agents/first/upstream"),
                document("an unknown strategy", ", strategy: {kind: luck}", "", "", "/agents/first/strategy/kind"),
                document("an unknown scheduler", "", "", "scheduler: {kind: fate}", "/scheduler/kind"),
                document("an unknown setting of a scheduler", "", "", "scheduler: {kind: random, settings: {luck: 1}}", "/scheduler/settings/luck"),
                document("an unknown rule", "", "", "stop: [{kind: boredom}]", "/stop/0/kind"),
                document("an open section", ", system: '{{#open}}'", "", "", "/agents/first/system"),
                document("a partial", ", system: '{{>other}}'", "", "", "/agents/first/system"),
                document("a pattern that is none", ", output: {pattern: '('}", "", "", "/agents/first/output/pattern"),
                document("a pattern that looks back", ", output: {pattern: '(a)\\1'}", "", "", "/agents/first/output/pattern"));
    }

    static Stream<BadRequest> documents() {
        String good = Runs.scripted("spoilt");
        return Stream.of(
                yaml("nothing", ""),
                yaml("a list", "[]"),
                yaml("a sentence", "workflow"),
                yaml("cut JSON", "{\"name\": \"spoilt\", \"start\":"),
                yaml("a key twice", good + "\nstart: second"),
                yaml("an anchor", good + "\ndescription: &a text"),
                yaml("a tag", good + "\ndescription: !!java.net.URL http://127.0.0.1/"),
                yaml("a second document", good + "\n---\n" + good),
                yaml("too deep", good + "\ntools: " + "{a: ".repeat(60) + "1" + "}".repeat(60)),
                yaml("too large", good + "\n# " + "x".repeat(300_000)),
                yaml("far too large", "# " + "x".repeat(2 << 20)).gets(413).coded(null),
                yaml("broken UTF-8", "").bytes(new byte[] {'n', (byte) 0xC3, '('}).gets(400).coded("invalid_encoding"),
                yaml("another name", good.replace("name: spoilt", "name: other")).naming("/name"),
                yaml("no agents", "name: spoilt\nstart: first\nagents: {}").naming("/agents"),
                yaml("ten agents", "name: spoilt\nstart: a0\nagents:\n" + IntStream.range(0, 10)
                        .mapToObj(each -> "  a" + each + ": {model: m, prompt: p}\n").collect(Collectors.joining())).naming("/agents"),
                call("PUT", WORKFLOWS + "spoilt", good).named("without an admin's key").gets(403).coded("admin_key_required"));
    }

    static Stream<BadRequest> values() {
        return Stream.of(
                document("a number that is text", "", "", "limits: {steps: many}", "/limits/steps"),
                document("a number that is a list", "", "", "limits: {tokens: [1]}", "/limits/tokens"),
                document("half a step", "", "", "limits: {steps: 1.5}", "/limits/steps"),
                document("no steps", "", "", "limits: {steps: 0}", "/limits/steps"),
                document("a huge number", "", "", "limits: {tokens: 1e300}", "/limits/tokens"),
                document("a number of 400 digits", "", "", "limits: {tokens: " + "9".repeat(400) + "}", "/limits/tokens"),
                document("a number beyond doubles", "", "", "limits: {cost: 1e999}", "/limits/cost"),
                document("no number", "", "", "limits: {cost: .nan}", "/limits/cost"),
                document("a negative price", "", "", "prices: {second: -1}", "/prices/second"),
                document("text that is a number", ", system: 7", "", "", "/agents/first/system"),
                document("an object that is text", "", "", "limits: little", "/limits"),
                document("an unknown field", "", "", "colour: red", "/colour"),
                document("an unknown field inside", ", mood: good", "", "", "/agents/first/mood"),
                document("NUL in a name", "", "", "tools: {\"a\\0\": {kind: calculator}}", "/tools"),
                document("a name of two lines", "", "", "tools: {\"a\\nb\": {kind: calculator}}", "/tools"));
    }

    private static BadRequest start(String json) {
        return call("POST", STARTS, json);
    }

    static Stream<BadRequest> starts() {
        return Stream.of(
                start("").naming("input"),
                start("{}").naming("input"),
                start("[]"),
                start("\"hi\""),
                start("{\"input\":"),
                start("{\"input\":\"a\",\"input\":\"b\"}"),
                start("{\"input\":7}").naming("input"),
                start("{\"input\":\"a\",\"mood\":\"good\"}").naming("mood"),
                start("{\"input\":\"a\",\"inputs\":[]}").naming("inputs"),
                start("{\"input\":\"a\",\"inputs\":{\"b\":7}}").naming("inputs.b"),
                start("{\"input\":\"a\",\"inputs\":{\"b\":null}}").naming("inputs.b"),
                start("{\"input\":\"a\",\"inputs\":{\"a\\u0000\":\"b\"}}").naming("inputs"),
                start("{\"input\":\"a\",\"inputs\":{\"answer\":\"b\"}}").naming("inputs"),
                start("{\"input\":\"a\",\"inputs\":{" + IntStream.range(0, 40).mapToObj(each -> "\"a" + each + "\":\"b\"")
                        .collect(Collectors.joining(",")) + "}}").named("forty inputs").naming("inputs"),
                start("{\"input\":\"" + "x".repeat(200_000) + "\"}").named("a long input").naming("inputs"),
                start("{\"input\":\"" + "x".repeat(2 << 20) + "\"}").named("a body too large").gets(413),
                start("{\"input\":\"a\",\"version\":9}").naming("version").gets(404),
                start("{\"input\":\"a\",\"version\":\"1\"}").naming("version"),
                start("{\"input\":\"a\",\"version\":1.5}").naming("version"),
                start("{\"input\":\"a\",\"version\":1e300}").naming("version"),
                start("{\"input\":\"a\",\"seed\":" + "9".repeat(400) + "}").named("a seed of 400 digits").naming("seed"),
                start("{\"input\":\"a\",\"seed\":NaN}"),
                start("{\"input\":\"a\",\"team\":\"theirs\"}").naming("team").gets(403),
                start("{\"input\":\"a\",\"team\":\"a b\"}").key(ADMIN).naming("team"),
                start("{\"input\":\"a\"}").at(WORKFLOWS + "nothing/runs").named("no such workflow").gets(404),
                start("{\"input\":\"a\"}").at(WORKFLOWS + "Sp%6Filt/runs").named("a name that is written otherwise").gets(404));
    }

    static Stream<BadRequest> keys() {
        BadRequest keyed = start("{\"input\":\"a\"}").naming("Idempotency-Key").coded("invalid_value");
        return Stream.of(
                keyed.named("an empty key").header("Idempotency-Key: "),
                keyed.named("a blank key").header("Idempotency-Key: \t "),
                keyed.named("a key of 256 characters").header("Idempotency-Key: " + "k".repeat(256)));
    }

    static Stream<BadRequest> streams() {
        BadRequest events = get("/v1/runs/" + RUN + "/events").naming("Last-Event-ID").coded("invalid_value");
        return Stream.concat(
                Stream.of("x", "-1", "1.5", "999", "9".repeat(40), "1,2", "0x1").map(last -> events.named("Last-Event-ID " + last)
                        .header("Last-Event-ID: " + last)),
                Stream.of(get("/v1/runs/run_none/events").gets(404).naming(null)));
    }

    private static BadRequest act(String what, String json) {
        return call("POST", "/v1/runs/" + RUN + "/" + what, json);
    }

    static Stream<BadRequest> acts() {
        return Stream.of(
                act("pause", "").gets(409).coded("run_has_ended"),
                act("resume", "").gets(409).coded("run_has_ended"),
                act("cancel", "").gets(409).coded("run_has_ended"),
                act("cancel", "{\"reason\":7}").naming("reason"),
                act("cancel", "{\"reason\":\"" + "x".repeat(100_000) + "\"}").named("a long reason").naming("reason"),
                act("cancel", "{\"mood\":\"bad\"}").naming("mood"),
                act("retry", "").naming("step"),
                act("retry", "{\"step\":\"one\"}").naming("step"),
                act("retry", "{\"step\":1.5}").naming("step"),
                act("retry", "{\"step\":1e300}").naming("step"),
                act("retry", "{\"step\":-1}").gets(404).coded("unknown_step"),
                act("retry", "{\"step\":99}").gets(404).coded("unknown_step"),
                act("approvals/0", "").naming("approved"),
                act("approvals/0", "{\"approved\":\"yes\"}").naming("approved"),
                act("approvals/0", "{\"approved\":true,\"note\":[]}").naming("note"),
                act("approvals/0", "{\"approved\":true}").gets(409).coded("not_waiting_for_approval"),
                act("approvals/one", "{\"approved\":true}").naming("step"),
                act("approvals/99999999999", "{\"approved\":true}").naming("step"),
                act("effects/0", "").naming("effect"),
                act("effects/0", "{\"effect\":\"tool/0\"}").naming("happened"),
                act("effects/0", "{\"effect\":\"tool/0\",\"happened\":1}").naming("happened"),
                act("effects/0", "{\"effect\":\"tool/0\",\"happened\":false}").gets(409).coded("not_waiting_for_effect"),
                act("dance", "").gets(404),
                call("POST", "/v1/runs/run_none/cancel", "").gets(404),
                call("POST", "/v1/runs/..%2f" + RUN + "/cancel", "").gets(404),
                call("PUT", "/v1/runs/" + RUN, "{}").gets(405));
    }

    static Stream<BadRequest> admins() {
        String values = WORKFLOWS + "spoilt/values";
        String budget = "/v1/budgets/spoilt";
        return Stream.of(
                call("POST", values + "/rollback", "").naming("version"),
                call("POST", values + "/rollback", "{\"version\":\"one\"}").naming("version"),
                call("POST", values + "/rollback", "{\"version\":9}").naming("version").gets(404),
                call("POST", WORKFLOWS + "nothing/values/rollback", "{\"version\":1}").gets(404),
                get(values + "/one").naming("version"),
                get(values + "/7").gets(404),
                get(values + "/states?limit=0").naming("limit"),
                get(values + "/states?limit=all").naming("limit"),
                call("PUT", budget, "{\"limit\":-1}").naming("limit"),
                call("PUT", budget, "{\"limit\":1e300}").naming("limit"),
                call("PUT", budget, "{\"limit\":\"much\"}").naming("limit"),
                call("PUT", budget, "{\"limit\":NaN}"),
                call("PUT", budget, "{\"mood\":1}").naming("mood"),
                get("/v1/budgets/a~b").gets(404)).map(bad -> bad.key(ADMIN));
    }

    static Stream<BadRequest> lists() {
        return Stream.of(
                get("/v1/runs?limit=0").naming("limit"),
                get("/v1/runs?limit=many").naming("limit"),
                get("/v1/runs?limit=99999999999").naming("limit"),
                get("/v1/runs?status=odd").naming("status"),
                get("/v1/runs?tenant=others").gets(403),
                get(WORKFLOWS + "spoilt/versions/one").naming("version"),
                get(WORKFLOWS + "spoilt/versions/0").gets(404),
                get(WORKFLOWS + "nothing").gets(404));
    }

    static Stream<BadRequest> chats() {
        Ask plain = Ask.chat("hi").without("temperature").without("max_tokens");
        return Stream.of(
                BadRequest.body("version 0", plain.model("workflow:spoilt@0").json()).naming("model"),
                BadRequest.body("version 99", plain.model("workflow:spoilt@99").json()).gets(404).naming("version"),
                BadRequest.body("no such workflow", plain.model("workflow:nothing").json()).gets(404),
                BadRequest.body("an empty key", plain.model("workflow:spoilt").json()).header("Idempotency-Key: ").naming("Idempotency-Key"),
                BadRequest.body("a key of 256 characters", plain.model("workflow:spoilt").json())
                        .header("Idempotency-Key: " + "k".repeat(256)).naming("Idempotency-Key"));
    }
}
