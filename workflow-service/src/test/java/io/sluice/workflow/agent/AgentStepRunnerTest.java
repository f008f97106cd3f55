package io.sluice.workflow.agent;

import static io.sluice.workflow.agent.ScriptedUpstream.call;
import static io.sluice.workflow.agent.ScriptedUpstream.refusal;
import static io.sluice.workflow.agent.ScriptedUpstream.text;
import static io.sluice.workflow.agent.Workflows.model;
import static io.sluice.workflow.agent.Workflows.request;
import static io.sluice.workflow.agent.Workflows.tool;
import static io.sluice.workflow.agent.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.ToolSpec;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepOutcome.Failed;
import io.sluice.workflow.step.StepOutcome.Succeeded;
import io.sluice.workflow.step.StepOutcome.Use;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolKinds;
import io.sluice.workflow.tool.ToolLimits;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
class AgentStepRunnerTest {

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MemoryJournal journal = new MemoryJournal();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private ScriptedUpstream upstream(Function<JsonNode, ScriptedUpstream.Reply> script) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(script);
        open.add(upstream);
        return upstream;
    }

    private StepOutcome run(ScriptedUpstream upstream, Workflow workflow, StepRequest request) throws InterruptedException {
        AgentStepRunner runner = new AgentStepRunner(new Upstreams(new Upstream(upstream.url(), "secret-key"), Map.of()),
                new ToolBox(ToolKinds.local(), ToolLimits.STANDARD), Clock.fixed(Workflows.NOW, ZoneOffset.UTC), meters,
                Tracing.off(new SecureRandom()), pauses::add);
        open.add(runner);
        return runner.run(request, workflow, journal);
    }

    private static Workflow solver(String prompt, Map<String, ToolSpec> tools) {
        return workflow(Map.of("solver", model(prompt, null, tools.keySet().toArray(String[]::new))), tools, null);
    }

    private static String last(JsonNode request) {
        JsonNode messages = request.get("messages");
        return messages.get(messages.size() - 1).path("content").asString("");
    }

    @Test
    void asksTheModelAndTellsWhatItUsed() throws InterruptedException {
        ScriptedUpstream upstream = upstream(request -> text(" 42\n"));
        StepOutcome outcome = run(upstream, solver("What is {{input}}?", Map.of()), request("solver", Map.of("input", "6 * 7")));
        assertThat(outcome).isEqualTo(new Succeeded(" 42\n", "42", null, Verdict.NONE, List.of(new Use("model/0", "large", 11, 7, 0.25))));
        JsonNode sent = upstream.requests().getFirst();
        assertThat(sent.get("model").asString()).isEqualTo("large");
        assertThat(sent.get("messages").get(0).get("content").asString()).isEqualTo("You solve.");
        assertThat(last(sent)).isEqualTo("What is 6 * 7?");
        assertThat(sent.get("seed").asInt()).isEqualTo(new StepKeys(request("solver", Map.of())).seed(0)).isNotNegative();
        assertThat(sent.get("temperature").asDouble()).isEqualTo(0.5);
        Map<String, List<String>> headers = upstream.headers().getFirst();
        assertThat(headers.get("Traceparent").getFirst()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(headers.get("X-sluice-timeout-ms")).containsExactly("30000");
        assertThat(headers.get("Authorization")).containsExactly("Bearer secret-key");
    }

    @Test
    void callsToolsAndGivesTheirResultsBackAsData() throws InterruptedException {
        ScriptedUpstream upstream = upstream(request -> request.get("messages").size() == 2
                ? call("calculator", "{\"expression\":\"6 * 7\"}") : text(last(request)));
        StepOutcome outcome = run(upstream, solver("{{input}}", Map.of("calculator", tool("calculator"))), request("solver", Map.of("input", "6 * 7")));
        assertThat(outcome).isInstanceOfSatisfying(Succeeded.class, succeeded -> {
            assertThat(succeeded.output()).isEqualTo("{\"result\":\"42\"}");
            assertThat(succeeded.uses()).extracting(Use::effect).containsExactly("model/0", "tool/0", "model/1");
        });
        JsonNode declared = upstream.requests().getFirst().get("tools").get(0).get("function");
        assertThat(declared.get("name").asString()).isEqualTo("calculator");
        assertThat(declared.get("parameters").get("properties").get("expression").get("type").asString()).isEqualTo("string");
        assertThat(declared.get("parameters").get("required").get(0).asString()).isEqualTo("expression");
    }

    @Test
    void repeatsNothingThatTheJournalRemembers() throws InterruptedException {
        Workflow workflow = solver("{{input}}", Map.of("calculator", tool("calculator")));
        StepRequest request = request("solver", Map.of("input", "6 * 7"));
        ScriptedUpstream upstream = upstream(each -> each.get("messages").size() == 2
                ? call("calculator", "{\"expression\":\"6 * 7\"}") : text(last(each)));
        StepOutcome first = run(upstream, workflow, request);
        assertThat(journal.effects.keySet()).containsExactly("model/0", "tool/0", "model/1");
        ScriptedUpstream silent = upstream(each -> refusal(500, "not_again"));
        assertThat(run(silent, workflow, request)).isEqualTo(first);
        assertThat(silent.requests()).isEmpty();
    }

    @Test
    void anAgentThatGoesOnCallingToolsIsStopped() throws InterruptedException {
        ScriptedUpstream upstream = upstream(request -> call("calculator", "{\"expression\":\"1\"}"));
        StepOutcome outcome = run(upstream, solver("x", Map.of("calculator", tool("calculator"))), request("solver", Map.of()));
        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("tool_rounds_exceeded");
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.uses()).hasSize(7);
        });
        assertThat(upstream.requests()).hasSize(4);
    }

    @Test
    void wrongArgumentsAndOtherToolsAreToldToTheModelAndNotCalled() throws InterruptedException {
        List<ScriptedUpstream.Reply> replies = List.of(call("calculator", "{\"expr\":\"1\"}"), call("rm", "{}"), call("calculator", "not json"));
        List<String> told = new ArrayList<>();
        ScriptedUpstream upstream = upstream(request -> {
            int round = (request.get("messages").size() - 2) / 2;
            if (round > 0) {
                told.add(last(request));
            }
            return round < 3 ? replies.get(round) : text("done");
        });
        StepOutcome outcome = run(upstream, solver("x", Map.of("calculator", tool("calculator"))), request("solver", Map.of()));
        assertThat(outcome).isInstanceOf(Succeeded.class);
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains("bad_arguments");
        assertThat(told.get(1)).contains("unknown_tool");
        assertThat(told.get(2)).contains("bad_arguments");
    }

    @Test
    void waitsAsLongAsTheUpstreamAsksAndTheDeadlineAllows() throws InterruptedException {
        List<ScriptedUpstream.Reply> replies = new ArrayList<>(List.of(
                new ScriptedUpstream.Reply(429, "{}", Map.of("retry-after", "2")),
                new ScriptedUpstream.Reply(503, "{}", Map.of("retry-after-ms", "1500")),
                text("at last")));
        ScriptedUpstream upstream = upstream(request -> replies.removeFirst());
        assertThat(run(upstream, solver("x", Map.of()), request("solver", Map.of()))).isInstanceOf(Succeeded.class);
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(1500));
    }

    @Test
    void doesNotWaitPastTheDeadlineNorWhereItIsToldNotToTryAgain() throws InterruptedException {
        ScriptedUpstream late = upstream(request -> new ScriptedUpstream.Reply(429, "{}", Map.of("retry-after", "31")));
        assertThat(run(late, solver("x", Map.of()), request("solver", Map.of())))
                .isEqualTo(new Failed("upstream_limited", "the upstream answered 429", true, List.of()));
        ScriptedUpstream never = upstream(request -> new ScriptedUpstream.Reply(429, "{}", Map.of("x-should-retry", "false")));
        assertThat(run(never, solver("x", Map.of()), request("solver", Map.of()))).isInstanceOf(Failed.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void asksASecondTimeWhereNoAnswerCame() throws InterruptedException {
        List<Integer> asked = new ArrayList<>();
        ScriptedUpstream breaking = upstream(request -> {
            asked.add(1);
            if (asked.size() == 1) {
                throw new IllegalStateException("the connection is closed without an answer");
            }
            return text("at last");
        });
        assertThat(run(breaking, solver("x", Map.of()), request("solver", Map.of()))).isInstanceOf(Succeeded.class);
        assertThat(pauses).hasSize(1);
        breaking.close();
        journal.effects.clear();
        assertThat(run(breaking, solver("x", Map.of()), request("solver", Map.of()))).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("upstream_failed");
            assertThat(failed.retryable()).isTrue();
        });
    }

    @Test
    void refusalsAreOutcomesThatKeepWhatWasSentToThemselves() throws InterruptedException {
        Workflow workflow = solver("{{input}}", Map.of());
        StepRequest request = request("solver", Map.of("input", "a secret"));
        ScriptedUpstream refusing = upstream(each -> new ScriptedUpstream.Reply(400,
                "{\"error\":{\"message\":\"cannot read 'a secret'\",\"code\":\"context_too_long\"}}", Map.of()));
        assertThat(run(refusing, workflow, request))
                .isEqualTo(new Failed("upstream_refused", "the upstream answered 400 (context_too_long)", false, List.of()));
        assertThat(run(upstream(each -> refusal(401, "bad_key")), workflow, request))
                .isEqualTo(new Failed("upstream_unauthorized", "the upstream answered 401 (bad_key)", false, List.of()));
        assertThat(run(upstream(each -> refusal(500, "oops")), workflow, request))
                .isEqualTo(new Failed("upstream_failed", "the upstream answered 500 (oops)", true, List.of()));
        assertThat(run(upstream(each -> new ScriptedUpstream.Reply(200, "{\"choices\":[", Map.of())), workflow, request))
                .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code()).isEqualTo("upstream_malformed"));
        assertThat(run(upstream(each -> new ScriptedUpstream.Reply(200, "{\"choices\":[]}", Map.of())), workflow, request))
                .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code()).isEqualTo("upstream_malformed"));
    }

    @Test
    void anAnswerThatNoJournalCouldKeepIsRefused() throws InterruptedException {
        assertThat(run(upstream(request -> text("y".repeat(70_000))), solver("x", Map.of()), request("solver", Map.of())))
                .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code()).isEqualTo("answer_too_large"));
        assertThat(journal.effects).isEmpty();
    }

    @Test
    void aStepThatIsCancelledEndsByInterruption() throws InterruptedException {
        ScriptedUpstream[] upstream = new ScriptedUpstream[1];
        Thread step = Thread.currentThread();
        upstream[0] = upstream(request -> {
            step.interrupt();
            return upstream[0].never();
        });
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> run(upstream[0], solver("x", Map.of()), request("solver", Map.of())))
                .isInstanceOf(InterruptedException.class);
        assertThat(journal.effects).isEmpty();
    }

    @Test
    void templatesSeeTextsAndNothingElse() throws InterruptedException {
        ScriptedUpstream upstream = upstream(request -> text(last(request)));
        assertThat(output(upstream, "{{output.solver}}|{{#answer}}again{{/answer}}|{{input}}")).isEqualTo("||<b>&{{x}}");
        assertThat(failure(upstream, "{{nobody}}")).isEqualTo("template_error");
        assertThat(failure(upstream, "{{input.class}}")).isEqualTo("template_error");
        assertThat(failure(upstream, "{{#input}}")).isEqualTo("template_error");
        assertThat(failure(upstream, "{{>other}}")).isEqualTo("template_error");
        assertThat(failure(upstream, "{{input}}".repeat(130_000))).isEqualTo("template_error");
    }

    private String output(ScriptedUpstream upstream, String prompt) throws InterruptedException {
        journal.effects.clear();
        return String.valueOf(((Succeeded) run(upstream, solver(prompt, Map.of()), request("solver", Map.of("input", "<b>&{{x}}")))).output());
    }

    private String failure(ScriptedUpstream upstream, String prompt) throws InterruptedException {
        journal.effects.clear();
        Failed failed = (Failed) run(upstream, solver(prompt, Map.of()), request("solver", Map.of("input", "<b>&{{x}}")));
        assertThat(failed.retryable()).isFalse();
        return failed.code();
    }

    @Test
    void takesOutputSuggestionAndVerdictOfTheText() throws InterruptedException {
        Map<String, Agent> agents = new HashMap<>();
        agents.put("solver", new Agent.ModelAgent(null, "small", null, "x", List.of(), 0, new Agent.Sampling(0, 9), null, List.of(),
                new Agent.Output(Agent.Output.Role.ANSWER, "ANSWER: (\\w+)"), new Agent.Effort(5, 1), null));
        agents.put("checker", model("y", null));
        Workflow workflow = workflow(agents, Map.of(), new VerifierSpec.Expected("truth"));
        ScriptedUpstream upstream = upstream(request -> text("I think.\nANSWER: 42\nNEXT: checker"));
        assertThat(run(upstream, workflow, request("solver", Map.of("truth", "42")))).isInstanceOfSatisfying(Succeeded.class, succeeded -> {
            assertThat(succeeded.text()).isEqualTo("I think.\nANSWER: 42");
            assertThat(succeeded.output()).isEqualTo("42");
            assertThat(succeeded.suggestion()).isEqualTo("checker");
            assertThat(succeeded.verdict()).isEqualTo(Verdict.PASS);
        });
        journal.effects.clear();
        ScriptedUpstream vague = upstream(request -> text("no idea\nNEXT: nobody"));
        assertThat(run(vague, workflow, request("solver", Map.of("truth", "42")))).isInstanceOfSatisfying(Succeeded.class, succeeded -> {
            assertThat(succeeded.output()).isNull();
            assertThat(succeeded.suggestion()).isNull();
            assertThat(succeeded.verdict()).isNull();
        });
    }

    @Test
    void aToolIsAnAgentToo() throws InterruptedException {
        Agent agent = new Agent.ToolAgent("calculator", Map.of("expression", "{{input}}"), List.of(), Workflows.ANSWER, new Agent.Effort(5, 1), null);
        Workflow workflow = workflow(Map.of("calc", agent), Map.of("calculator", tool("calculator")), null);
        ScriptedUpstream none = upstream(request -> refusal(500, "unused"));
        assertThat(run(none, workflow, request("calc", Map.of("input", "1/4"))))
                .isEqualTo(new Succeeded("0.25", "0.25", null, Verdict.NONE, List.of(new Use("tool/0", "calculator", 0, 0, 0))));
        journal.effects.clear();
        assertThat(run(none, workflow, request("calc", Map.of("input", "1/"))))
                .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code()).isEqualTo("bad_expression"));
    }

    @Test
    void whatTheDocumentGetsWrongIsAnOutcome() throws InterruptedException {
        ScriptedUpstream none = upstream(request -> refusal(500, "unused"));
        assertThat(code(run(none, solver("x", Map.of()), request("nobody", Map.of())))).isEqualTo("unknown_agent");
        assertThat(code(run(none, workflow(Map.of("solver", model("x", null, "hammer")), Map.of(), null), request("solver", Map.of()))))
                .isEqualTo("unknown_tool");
        assertThat(code(run(none, solver("x", Map.of("t", tool("telepathy"))), request("solver", Map.of())))).isEqualTo("bad_tool");
        Agent elsewhere = new Agent.ModelAgent("moon", "m", null, "x", List.of(), 0, new Agent.Sampling(0, 9), null, List.of(), Workflows.ANSWER,
                new Agent.Effort(5, 1), null);
        assertThat(code(run(none, workflow(Map.of("solver", elsewhere), Map.of(), null), request("solver", Map.of())))).isEqualTo("unknown_upstream");
    }

    private static String code(StepOutcome outcome) {
        return ((Failed) outcome).code();
    }

    @Test
    void aStepIsOneLineWithoutPromptsAnswersAndKeys(CapturedOutput output) throws InterruptedException {
        ScriptedUpstream upstream = upstream(request -> text("a canary answer"));
        run(upstream, solver("a canary prompt of {{input}}", Map.of()), request("solver", Map.of("input", "a canary input")));
        journal.effects.clear();
        ScriptedUpstream refusing = upstream(request -> new ScriptedUpstream.Reply(500, "a canary body", Map.of()));
        run(refusing, solver("a canary prompt of {{input}}", Map.of()), request("solver", Map.of("input", "a canary input")));
        assertThat(output.getAll()).doesNotContain("canary").doesNotContain("secret-key");
        assertThat(output.getAll().lines().filter(line -> line.contains("step run=run-1 step=2 attempt=1"))).hasSize(2)
                .anyMatch(line -> line.contains("agent=solver outcome=succeeded calls=1") && line.contains("trace="))
                .anyMatch(line -> line.contains("outcome=upstream_failed calls=0"));
    }

    @Test
    void countsCallsByModelAndByKindOfTool() throws InterruptedException {
        ScriptedUpstream upstream = upstream(request -> request.get("messages").size() == 2
                ? call("sums", "{\"expression\":\"6 * 7\"}") : text("42"));
        run(upstream, solver("x", Map.of("sums", tool("calculator"))), request("solver", Map.of()));
        assertThat(meters.timer("sluice.workflow.model.calls", "model", "large", "outcome", "answered").count()).isEqualTo(2);
        assertThat(meters.timer("sluice.workflow.tool.calls", "kind", "calculator", "outcome", "given").count()).isEqualTo(1);
    }
}
