package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.workflow.RunStart;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.WorkflowClient;
import io.sluice.platform.deadline.Deadline;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.trace.TraceFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers a chat with a run of a workflow. The answer is known when the run ends; until then a stream holds comments, so
 * that nobody takes its silence for its end. A run whose caller goes away is cancelled, unless the request came with an
 * Idempotency-Key, by which the caller may come back for it.
 */
final class WorkflowWriter {

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
    private static final String COMMENT = ":";
    private static final int ANSWER_ESTIMATE = 512;
    private static final int KEY_CHARS_MAX = 255;

    private final WorkflowClient workflows;
    private final Admission admission;
    private final JsonMapper mapper;
    private final EventStream stream;
    private final Clock clock;

    WorkflowWriter(WorkflowClient workflows, Admission admission, JsonMapper mapper, Clock clock) {
        this.workflows = workflows;
        this.admission = admission;
        this.mapper = mapper;
        this.stream = new EventStream(mapper);
        this.clock = clock;
    }

    Mono<Void> answer(ServerWebExchange exchange, Ask ask, AnswerShape shape, GatewayMeters.Request measured) {
        RunStart start = WorkflowAsk.start(ask);
        String key = exchange.getRequest().getHeaders().getFirst("Idempotency-Key");
        if (key != null && (key.isBlank() || key.length() > KEY_CHARS_MAX)) {
            throw FieldRules.invalid("Idempotency-Key", "must be 1.." + KEY_CHARS_MAX + " characters");
        }
        Tenant tenant = Tenant.of(exchange);
        Call call = new Call(ask, shape, new WorkflowClient.Caller(tenant.id(), tenant.admin()), TraceFilter.of(exchange).requestId(),
                Deadline.parse(exchange.getRequest().getHeaders().getFirst(Deadline.HEADER), AnswerWriter.STANDARD, AnswerWriter.MOST), key);
        // Kept, and so not given up with the caller: one who leaves while the run begins leaves a run that has to be cancelled.
        Mono<WorkflowRun> started = workflows.start(call.caller, WorkflowModel.parse(ask.model()).name(), start, key).cache();
        return admission.reserve(exchange, ask.promptChars() / 2 + ANSWER_ESTIMATE).flatMap(reservation ->
                started.flatMap(run -> ask.stream() ? stream(exchange, call, run, measured) : whole(exchange, call, run))
                        .doFinally(signal -> {
                            WorkflowRun.Used used = call.used();
                            measured.used(used.promptTokens(), used.completionTokens());
                            reservation.settle(used.promptTokens() + used.completionTokens()).subscribe();
                            call.leave(started);
                        }));
    }

    /** One request on its way. */
    private final class Call {

        private static final WorkflowRun.Used NOTHING = new WorkflowRun.Used(0, 0, 0, 0, 0, 0, 0);

        private final Ask ask;
        private final AnswerShape shape;
        private final WorkflowClient.Caller caller;
        private final String requestId;
        private final Duration patience;
        private final @Nullable String key;
        private final AtomicReference<WorkflowRun> last = new AtomicReference<>();

        private Call(Ask ask, AnswerShape shape, WorkflowClient.Caller caller, String requestId, Duration patience, @Nullable String key) {
            this.ask = ask;
            this.shape = shape;
            this.caller = caller;
            this.requestId = requestId;
            this.patience = patience;
            this.key = key;
        }

        private WorkflowRun.Used used() {
            WorkflowRun run = last.get();
            return run == null ? NOTHING : run.used();
        }

        /** Ends with a run that has an answer; any other end is a failure. */
        private Mono<WorkflowRun> ended(WorkflowRun run) {
            return workflows.ended(caller, run.id())
                    .timeout(patience)
                    .onErrorMap(TimeoutException.class, late -> InferenceClient.late())
                    .doOnNext(last::set)
                    .doOnNext(WorkflowWriter::requireAnswer);
        }

        /**
         * Cancels a run that did not end before its answer did; a caller's leaving may look like a clean end of what was written.
         * Asked and forgotten: the run's limits end it where this is lost.
         */
        private void leave(Mono<WorkflowRun> started) {
            WorkflowRun known = last.get();
            boolean ended = known != null && known.status().ended();
            if (!ended && key == null) {
                started.flatMap(run -> workflows.cancel(caller, run.id(), "nobody waits for its answer")).onErrorComplete().subscribe();
            }
        }

        private Envelope envelope(WorkflowRun run) {
            return new Envelope(requestId, clock.instant().getEpochSecond(), ask.model(), "workflow", null);
        }
    }

    private static void requireAnswer(WorkflowRun run) {
        switch (run.status()) {
            case COMPLETED -> {
                if (run.answer() == null) {
                    throw SluiceException.external(502, "workflow_no_answer",
                            "the run " + run.id() + " ended (" + run.reason() + ") without an answer");
                }
            }
            case CANCELLED -> throw SluiceException.user(409, "workflow_cancelled", "the run " + run.id() + " was cancelled", null);
            default -> {
                WorkflowRun.Fault fault = run.error();
                throw SluiceException.external(502, "workflow_failed", "the run " + run.id() + " failed"
                        + (fault == null ? "" : ": " + fault.message() + " (" + fault.code() + ")"));
            }
        }
    }

    private Mono<Void> whole(ServerWebExchange exchange, Call call, WorkflowRun started) {
        ServerHttpResponse response = exchange.getResponse();
        return call.ended(started).flatMap(run -> {
            ObjectNode answer = call.envelope(run).open(call.shape, false);
            answer.putArray("choices").add(call.shape.choice(0, String.valueOf(run.answer()), List.of(), List.of(), finish(run), false));
            answer.set("usage", usage(run));
            answer.set("sluice", sluice(run));
            byte[] json = mapper.writeValueAsBytes(answer);
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            response.getHeaders().setContentLength(json.length);
            return response.writeWith(Mono.just(response.bufferFactory().wrap(json)));
        });
    }

    private Mono<Void> stream(ServerWebExchange exchange, Call call, WorkflowRun started, GatewayMeters.Request measured) {
        String opening = stream.frames(List.of(chunk(call, started, call.shape.delta(0, null, List.of(), 0, null, false))));
        Flux<String> waiting = Flux.interval(SIGN_OF_LIFE).onBackpressureDrop().map(tick -> COMMENT + " run " + started.id() + "\n\n");
        Mono<String> closing = call.ended(started).map(run -> stream.frames(chunks(call, run)));
        Flux<String> rest = waiting.mergeWith(closing).takeUntil(frame -> !frame.startsWith(COMMENT));
        return stream.write(exchange.getResponse(), Flux.just(opening).concatWith(rest), measured::firstChunk);
    }

    private static List<ObjectNode> chunks(Call call, WorkflowRun run) {
        List<ObjectNode> chunks = new ArrayList<>();
        chunks.add(chunk(call, run, call.shape.delta(0, String.valueOf(run.answer()), List.of(), 0, null, false)));
        chunks.add(chunk(call, run, call.shape.delta(0, null, List.of(), 0, finish(run), false)));
        if (call.ask.includeUsage()) {
            ObjectNode last = call.envelope(run).open(call.shape, true);
            last.putArray("choices");
            last.set("usage", usage(run));
            chunks.add(last);
        }
        chunks.getLast().set("sluice", sluice(run));
        return chunks;
    }

    private static ObjectNode chunk(Call call, WorkflowRun run, ObjectNode choice) {
        ObjectNode chunk = call.envelope(run).open(call.shape, true);
        chunk.putArray("choices").add(choice);
        if (call.ask.includeUsage()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    /** A run that its limits ended has an answer that more work might have bettered. */
    private static FinishReason finish(WorkflowRun run) {
        return run.reason() != null && run.reason().startsWith("limit_") ? FinishReason.LENGTH : FinishReason.STOP;
    }

    private static ObjectNode usage(WorkflowRun run) {
        WorkflowRun.Used used = run.used();
        return JsonNodeFactory.instance.objectNode().put("prompt_tokens", used.promptTokens())
                .put("completion_tokens", used.completionTokens()).put("total_tokens", used.promptTokens() + used.completionTokens());
    }

    private static ObjectNode sluice(WorkflowRun run) {
        ObjectNode sluice = JsonNodeFactory.instance.objectNode();
        ObjectNode workflow = sluice.putObject("workflow").put("name", run.workflow()).put("version", run.version()).put("run", run.id())
                .put("steps", run.used().steps()).put("cost", run.used().cost()).put("cpu_seconds", run.used().cpuSeconds())
                .put("verdict", run.verdict()).put("reason", run.reason());
        WorkflowRun.Saved saved = run.saved();
        if (saved != null) {
            workflow.putObject("saved").put("steps", saved.steps()).put("cost", saved.cost()).put("share", saved.share());
        }
        return sluice;
    }
}
