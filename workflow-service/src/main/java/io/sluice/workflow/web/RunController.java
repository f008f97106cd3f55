package io.sluice.workflow.web;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.RunStart;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.trace.TraceFilter;
import io.sluice.workflow.execution.RunState;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Runs: of one's own, or of everybody with an admin key; others' do not exist. */
@RestController
class RunController {

    private final Starts starts;
    private final Runs runs;
    private final RunStreams streams;
    private final Replays replays;
    private final Commands commands;
    private final PublicJson json;

    RunController(Starts starts, Runs runs, RunStreams streams, Replays replays, Commands commands, PublicJson json) {
        this.starts = starts;
        this.runs = runs;
        this.streams = streams;
        this.replays = replays;
        this.commands = commands;
        this.json = json;
    }

    record Cancelling(@Nullable String reason) {
    }

    record Retrying(@Nullable Integer step) {
    }

    record Deciding(@Nullable Boolean approved, @Nullable String note) {
    }

    record Resolving(@Nullable String effect, @Nullable Boolean happened, @Nullable JsonNode outcome) {
    }

    @PostMapping("/workflows/{name}/runs")
    Mono<ResponseEntity<WorkflowRun>> start(@PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, ServerWebExchange exchange) {
        Caller caller = Caller.of(exchange);
        String traceparent = TraceFilter.of(exchange).traceparent();
        return json.read(exchange, RunStart.class, new RunStart(null, null, null, null, null))
                .flatMap(wanted -> starts.start(caller, name, wanted, key, traceparent))
                .map(started -> ResponseEntity.status(started.begun() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                        .location(URI.create("/v1/runs/" + started.run().started().run())).body(RunViews.of(started.run())));
    }

    @GetMapping("/runs")
    JsonNode list(@RequestParam(required = false) @Nullable String workflow, @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit, @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String tenant, ServerWebExchange exchange) {
        return json.tree(runs.list(Caller.of(exchange), workflow, status, limit, before, tenant));
    }

    @GetMapping("/runs/{id}")
    WorkflowRun find(@PathVariable String id, ServerWebExchange exchange) {
        return RunViews.of(runs.find(Caller.of(exchange), id));
    }

    @GetMapping("/runs/{id}/history")
    JsonNode history(@PathVariable String id, ServerWebExchange exchange) {
        return json.tree(new History(id, runs.history(Caller.of(exchange), id).stream().map(event -> (JsonNode) EventViews.of(event, json)).toList()));
    }

    record History(String run, List<JsonNode> events) {
    }

    /** 204: the reader has all events and the run has ended, so that browsers do not come back. */
    @GetMapping("/runs/{id}/events")
    Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> events(@PathVariable String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last, ServerWebExchange exchange) {
        Caller caller = Caller.of(exchange);
        long after = last == null ? 0 : number(last);
        return streams.caughtUp(id, after).then(Mono.fromSupplier(() -> events(runs.find(caller, id), after)));
    }

    private ResponseEntity<Flux<ServerSentEvent<String>>> events(RunState run, long after) {
        if (after > run.seq()) {
            throw SluiceException.invalid("Last-Event-ID", "invalid_value", "the run has no event " + after);
        }
        if (RunStreams.ended(run, after)) {
            return ResponseEntity.noContent().build();
        }
        return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no").body(streams.stream(run.started().run(), after));
    }

    private static long number(String last) {
        if (!last.matches("[0-9]{1,15}")) {
            throw SluiceException.invalid("Last-Event-ID", "invalid_value", "'Last-Event-ID' must be the id of an event");
        }
        return Long.parseLong(last);
    }

    @PostMapping("/runs/{id}/pause")
    Mono<WorkflowRun> pause(@PathVariable String id, ServerWebExchange exchange) {
        return act(exchange, id, caller -> new RunCommand.Pause(commands.draw(), id, caller.tenant(), commands.now()));
    }

    @PostMapping("/runs/{id}/resume")
    Mono<WorkflowRun> resume(@PathVariable String id, ServerWebExchange exchange) {
        return act(exchange, id, caller -> new RunCommand.Resume(commands.draw(), id, caller.tenant(), commands.now()));
    }

    @PostMapping("/runs/{id}/cancel")
    Mono<WorkflowRun> cancel(@PathVariable String id, ServerWebExchange exchange) {
        return json.read(exchange, Cancelling.class, new Cancelling(null)).flatMap(body -> act(exchange, id, caller ->
                new RunCommand.Cancel(commands.draw(), id, caller.tenant(), Runs.note("reason", body.reason()), commands.now())));
    }

    @PostMapping("/runs/{id}/retry")
    Mono<WorkflowRun> retry(@PathVariable String id, ServerWebExchange exchange) {
        return json.read(exchange, Retrying.class, new Retrying(null)).flatMap(body -> act(exchange, id, caller ->
                new RunCommand.RetryFrom(commands.draw(), id, Runs.required("step", body.step()), caller.tenant(), commands.now())));
    }

    @PostMapping("/runs/{id}/approvals/{step}")
    Mono<WorkflowRun> decide(@PathVariable String id, @PathVariable int step, ServerWebExchange exchange) {
        return json.read(exchange, Deciding.class, new Deciding(null, null)).flatMap(body -> act(exchange, id, caller ->
                new RunCommand.DecideApproval(commands.draw(), id, step, Runs.required("approved", body.approved()), caller.tenant(),
                        Runs.note("note", body.note()), commands.now())));
    }

    @PostMapping("/runs/{id}/effects/{step}")
    Mono<WorkflowRun> resolve(@PathVariable String id, @PathVariable int step, ServerWebExchange exchange) {
        return json.read(exchange, Resolving.class, new Resolving(null, null, null)).flatMap(body -> act(exchange, id, caller ->
                new RunCommand.ResolveEffect(commands.draw(), id, step, Runs.required("effect", body.effect()),
                        Runs.required("happened", body.happened()), body.outcome() == null ? null : body.outcome().toString(),
                        caller.tenant(), commands.now())));
    }

    /** Does nothing: tells what the run's decisions rest on, and what would be decided with what is known now. */
    @PostMapping("/runs/{id}/replay")
    JsonNode replay(@PathVariable String id, ServerWebExchange exchange) {
        Caller caller = Caller.of(exchange);
        List<RunEvent> history = runs.history(caller, id);
        return json.tree(replays.of(runs.find(caller, id), history));
    }

    private Mono<WorkflowRun> act(ServerWebExchange exchange, String id, Function<Caller, RunCommand> command) {
        Caller caller = Caller.of(exchange);
        runs.find(caller, id);
        return commands.send(command.apply(caller)).then(Mono.fromSupplier(() -> RunViews.of(runs.find(caller, id))));
    }
}
