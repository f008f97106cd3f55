package io.sluice.workflow.agent;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.ModelAgent;
import io.sluice.workflow.definition.Agent.ToolAgent;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.EffectJournal;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.step.StepRunner;
import io.sluice.workflow.strategy.CallFailedException;
import io.sluice.workflow.strategy.Solution;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.verification.Verification;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does steps: asks models, calls tools, judges answers. Thread-safe; one thread for each step.
 *
 * <p>A step is one line in the log, which names its span; calls are spans below it, counted as
 * {@code sluice.workflow.model.calls} and {@code sluice.workflow.tool.calls}. None of them holds prompts or answers.
 */
public final class AgentStepRunner implements StepRunner, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentStepRunner.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Upstreams upstreams;
    private final ToolBox box;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final Pause pause;
    private final HttpClient client;
    private final MeterNames names = new MeterNames();

    /** One whose calls are no spans: for steps that are tried or measured outside of the service. */
    public AgentStepRunner(Upstreams upstreams, ToolBox box, Clock clock, MeterRegistry meters) {
        this(upstreams, box, clock, meters, Tracing.off(new SecureRandom()));
    }

    public AgentStepRunner(Upstreams upstreams, ToolBox box, Clock clock, MeterRegistry meters, Tracing tracing) {
        this(upstreams, box, clock, meters, tracing, AgentStepRunner::pause);
    }

    AgentStepRunner(Upstreams upstreams, ToolBox box, Clock clock, MeterRegistry meters, Tracing tracing, Pause pause) {
        this.upstreams = upstreams;
        this.box = box;
        this.clock = clock;
        this.meters = meters;
        this.tracing = tracing;
        this.pause = pause;
        // A redirect would carry prompts and key to where nobody configured them.
        this.client = HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public StepOutcome run(StepRequest request, Workflow workflow, EffectJournal journal) throws InterruptedException {
        StepKeys keys = new StepKeys(request);
        Effects effects = new Effects(journal);
        long start = System.nanoTime();
        String outcome = "broken_off";
        try {
            StepOutcome done = outcome(request, workflow, keys, effects);
            outcome = switch (done) {
                case StepOutcome.Succeeded succeeded -> "succeeded";
                case StepOutcome.Failed failed -> failed.code();
                case StepOutcome.Unknown unknown -> "unknown";
            };
            return done;
        } finally {
            long nanos = System.nanoTime() - start;
            meters.timer("sluice.workflow.steps", "outcome", outcome).record(nanos, TimeUnit.NANOSECONDS);
            LOG.info("step run={} step={} attempt={} workflow={} version={} agent={} outcome={} calls={} millis={} trace={} span={}",
                    request.run(), request.step(), request.attempt(), request.workflow(), request.version(), request.agent(), outcome,
                    effects.uses().size(), nanos / 1_000_000, keys.traceId(), keys.spanId());
        }
    }

    private StepOutcome outcome(StepRequest request, Workflow workflow, StepKeys keys, Effects effects) throws InterruptedException {
        Agent agent = workflow.agents().get(request.agent());
        if (agent == null) {
            return new StepOutcome.Failed("unknown_agent", "the workflow has no agent '" + request.agent() + "'", false, effects.uses());
        }
        Instant own = clock.instant().plusNanos((long) (agent.effort().seconds() * 1e9));
        Waiting waiting = new Waiting(clock, own.isBefore(request.deadline()) ? own : request.deadline(), pause);
        try {
            ToolCalls tools = new ToolCalls(box, workflow.tools(), effects, keys, waiting, tracing, meters);
            Work work = new Work(request, workflow, agent.output());
            Solution solution = switch (agent) {
                case ModelAgent model -> work.byModel(model, new Conversation(model, models(model, keys, effects, waiting), tools));
                case ToolAgent tool -> work.byTool(tool, tools);
            };
            return succeeded(request, workflow, agent, solution, effects);
        } catch (CallFailedException failed) {
            return new StepOutcome.Failed(failed.code(), String.valueOf(failed.getMessage()), failed.retryable(), effects.uses());
        } catch (UnknownEffectException unknown) {
            return new StepOutcome.Unknown(unknown.effect(), String.valueOf(unknown.getMessage()), effects.uses());
        } catch (PatternSyntaxException wrong) {
            return new StepOutcome.Failed("bad_pattern", "a pattern of the workflow cannot be read: " + wrong.getDescription(), false, effects.uses());
        }
    }

    private ModelCalls models(ModelAgent agent, StepKeys keys, Effects effects, Waiting waiting) throws CallFailedException {
        Upstream upstream = upstreams.find(agent.upstream()).orElseThrow(() -> new CallFailedException("unknown_upstream",
                "there is no upstream '" + agent.upstream() + "'", false));
        UpstreamClient http = new UpstreamClient(client, waiting,
                Map.of("X-Request-Id", keys.requestId()));
        return new ModelCalls(new ModelCall(upstream, agent.model(), http), agent.model(), effects, keys, tracing, meters,
                names.of(agent.model()));
    }

    private static StepOutcome succeeded(StepRequest request, Workflow workflow, Agent agent, Solution solution, Effects effects) {
        Suggestion suggestion = Suggestion.of(solution.text(), workflow.agents().keySet());
        @Nullable String output = solution.output() == null ? null : Suggestion.of(solution.output(), workflow.agents().keySet()).rest();
        @Nullable Verdict verdict = Verification.verdict(workflow.verifier(), request.agent(), agent, output, request.variables());
        return new StepOutcome.Succeeded(suggestion.rest(), output, suggestion.agent(), verdict, effects.uses());
    }

    private static void pause(Duration time) throws InterruptedException {
        boolean released = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        assert !released;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** What the agent's pattern takes of a text; null: it is not found. */
    static @Nullable String output(Agent.Output output, String text) {
        if (output.pattern() == null) {
            return text.strip();
        }
        Matcher matcher = Pattern.compile(output.pattern()).matcher(text);
        if (!matcher.find()) {
            return null;
        }
        return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
    }
}
