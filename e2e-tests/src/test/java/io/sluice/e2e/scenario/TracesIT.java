package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Runs;
import io.sluice.e2e.harness.ScriptedUpstream;
import io.sluice.e2e.harness.Tasks;
import io.sluice.platform.testing.TestCollector;
import io.sluice.platform.testing.TestCollector.Seen;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a collector is told by services that are processes of their own. The workflow-service runs again when a test ends. */
class TracesIT {

    private static final String CALLER = "00f067aa0ba902b7";
    private static final String SERVICE = "workflow-service";

    private final TestCollector collector = Platforms.collector();
    private final ScriptedUpstream upstream = Platforms.upstream();
    private final Platform platform = Platforms.shared(Form.PROCESSES);
    private final Runs runs = new Runs(platform);
    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final Api caller = platform.api().withHeader("traceparent", "00-" + trace + "-" + CALLER + "-01");

    /** Whole: it has its root, and every other span's parent. */
    private static boolean whole(List<Seen> spans) {
        Set<String> ids = spans.stream().map(Seen::id).collect(Collectors.toSet());
        return spans.stream().anyMatch(span -> span.parent().equals(CALLER))
                && spans.stream().allMatch(span -> span.parent().equals(CALLER) || ids.contains(span.parent()));
    }

    private static List<Seen> steps(List<Seen> spans) {
        return spans.stream().filter(span -> span.name().startsWith("step ")).toList();
    }

    /** Leaves: a trace is whole without them, and each service sends its spans when it will. */
    private static List<Seen> generated(List<Seen> spans) {
        return spans.stream().filter(span -> span.service().equals("inference-service") && span.kind().equals("SERVER")).toList();
    }

    /** From the span up to the caller. */
    private static List<String> path(Seen span, List<Seen> spans) {
        Map<String, Seen> byId = spans.stream().collect(Collectors.toMap(Seen::id, Function.identity()));
        return Stream.iterate(span, each -> each != null, each -> byId.get(each.parent()))
                .map(each -> each.service() + " " + each.kind() + " " + each.name()).toList();
    }

    @Test
    void aQuestionToAWorkflowIsOneTraceThroughAllServicesAndBack() {
        runs.define("traced", Runs.pair("traced"));
        String prompt = Tasks.test(3).getLast().prompt();
        Answer answer = Answer.of(caller.chat(Ask.chat(prompt).model("workflow:traced").without("temperature").without("max_tokens")));
        String run = answer.report().at("/workflow/run").asString();

        List<Seen> spans = collector.await(trace, some -> whole(some) && steps(some).size() == 2 && generated(some).size() == 2
                && some.stream().anyMatch(span -> span.service().equals("router-service")));
        assertThat(steps(spans)).allSatisfy(step -> {
            assertThat(step.get("sluice.workflow.run")).isEqualTo(run);
            assertThat(Long.parseLong(step.get("gen_ai.usage.output_tokens"))).isPositive();
            assertThat(Double.parseDouble(step.get("sluice.workflow.cost"))).isPositive();
        });
        assertThat(generated(spans)).extracting(span -> path(span, spans)).anySatisfy(path -> assertThat(path).containsExactly(
                "inference-service SERVER POST /generate", "gateway CLIENT POST", "gateway SERVER POST /v1/chat/completions",
                "workflow-service CLIENT chat sluice-small", "workflow-service INTERNAL step apprentice",
                "workflow-service SERVER POST /workflows/{name}/runs", "gateway CLIENT POST", "gateway SERVER POST /v1/chat/completions"));
        assertThat(collector.bytes()).doesNotContain(prompt);
    }

    @Test
    void aStepThatIsDoneAgainAfterItsProcessWasKilledIsInTheTraceOfItsRun() {
        runs.define("killed", """
                name: killed
                start: first
                agents:
                  first: {upstream: scripted, model: echo, prompt: "first {{input}}", next: [second]}
                  second: {upstream: scripted, model: echo, prompt: "second {{input}}"}
                scheduler: {kind: fixed, flow: [first, second]}
                limits: {steps: 2}
                """);
        String word = "word-" + trace;
        String run;
        try (ScriptedUpstream.Rule held = upstream.hold(word)) {
            run = Runs.start(caller, "killed", Map.of("input", word));
            upstream.awaitCalls(word, 1);
            collector.await(trace, some -> some.stream().anyMatch(span -> span.service().equals(SERVICE)
                    && span.kind().equals("SERVER")));
            platform.kill(SERVICE);
        }
        platform.restart(SERVICE);
        runs.awaitStatus(run, "completed");

        List<Seen> spans = collector.await(trace, some -> whole(some) && steps(some).size() >= 2);
        assertThat(steps(spans)).as("the attempt that was killed told nothing").hasSize(2);
        assertThat(steps(spans)).extracting(step -> step.name() + " " + step.get("sluice.workflow.attempt"))
                .containsExactlyInAnyOrder("step first 2", "step second 1");
        assertThat(steps(spans)).extracting(step -> path(step, spans).subList(1, 4)).containsOnly(List.of(
                "workflow-service SERVER POST /workflows/{name}/runs", "gateway CLIENT POST", "gateway SERVER POST /v1/workflows/{*rest}"));
        assertThat(collector.bytes()).doesNotContain(word);
    }
}
