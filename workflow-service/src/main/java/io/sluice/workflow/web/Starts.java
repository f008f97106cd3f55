package io.sluice.workflow.web;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.RunStart;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.WorkflowBook;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Begins runs. With an Idempotency-Key the run's identity follows from tenant and key, so that asking again, at whichever
 * replica, finds the same run: the same answer where the same was asked, 422 where something else was, 409 while the first
 * is still being begun here.
 */
public final class Starts {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);
    private static final Duration FULL_RETRY = Duration.ofSeconds(10);
    private static final int KEY_CHARS_MAX = 255;

    private final Commands commands;
    private final WorkflowBook workflows;
    private final RunBook runs;
    private final PublicJson json;
    /** As many as there are requests. */
    private final Map<String, String> beginning = new ConcurrentHashMap<>();

    public Starts(Commands commands, WorkflowBook workflows, RunBook runs, PublicJson json) {
        this.commands = commands;
        this.workflows = workflows;
        this.runs = runs;
        this.json = json;
    }

    /** @param begun whether it was begun by this call */
    record Started(RunState run, boolean begun) {
    }

    /** @param traceparent W3C trace context of whoever asks */
    Mono<Started> start(Caller caller, String workflow, RunStart wanted, @Nullable String key, @Nullable String traceparent) {
        if (key != null && (key.isBlank() || key.length() > KEY_CHARS_MAX)) {
            throw SluiceException.invalid("Idempotency-Key", "invalid_value", "'Idempotency-Key' must be 1.." + KEY_CHARS_MAX + " characters");
        }
        Map<String, String> inputs = RunInputs.of(wanted);
        String team = team(caller, wanted.team());
        String hash = hash(json.text(new TreeMap<>(Map.of("workflow", workflow, "version", String.valueOf(wanted.version()), "team", team,
                "seed", String.valueOf(wanted.seed()), "inputs", new TreeMap<>(inputs)))));
        String id = "run_" + (key == null ? commands.draw() : hash(caller.tenant() + "\0" + key).substring(0, 32));
        Optional<RunState> known = runs.find(id);
        if (known.isPresent()) {
            return Mono.just(new Started(same(known.get(), hash), false));
        }
        if (runs.full()) {
            throw SluiceException.capacity(503, "too_many_open_runs", "the runs that have not ended are as many as can be held; end some", FULL_RETRY);
        }
        WorkflowDefined defined = definition(workflow, wanted.version());
        RunCommand.Start start = new RunCommand.Start(commands.draw(), id, caller.tenant(), team, caller.tenant(), workflow, defined.version(),
                defined.digest(), defined.document(), inputs, wanted.seed() == null ? seed(id) : wanted.seed(), hash, traceparent, commands.now());
        return Mono.using(() -> enter(id, hash), place -> commands.send(start)
                .then(Mono.fromSupplier(() -> new Started(same(find(id), hash), true))), place -> beginning.remove(id));
    }

    private String enter(String id, String hash) {
        String first = beginning.putIfAbsent(id, hash);
        if (first == null) {
            return id;
        }
        throw first.equals(hash)
                ? new SluiceException(ErrorKind.USER, 409, "idempotency_key_in_use",
                        "a request with this Idempotency-Key is being worked on", "Idempotency-Key", BUSY_RETRY)
                : conflict();
    }

    private static RunState same(RunState run, String hash) {
        if (!hash.equals(run.started().requestHash())) {
            throw conflict();
        }
        return run;
    }

    private static SluiceException conflict() {
        return SluiceException.user(422, "idempotency_conflict", "this Idempotency-Key began a run of something else", "Idempotency-Key");
    }

    private RunState find(String id) {
        return runs.find(id).orElseThrow(() -> SluiceException.external(503, "not_confirmed",
                "the run " + id + " was begun, but is not seen here yet: look at it in a moment"));
    }

    private WorkflowDefined definition(String workflow, @Nullable Integer version) {
        Optional<WorkflowDefined> inForce = workflows.inForce(workflow);
        if (inForce.isEmpty()) {
            throw Definitions.unknown(workflow);
        }
        return version == null ? inForce.get() : workflows.find(workflow, version).orElseThrow(() ->
                SluiceException.user(404, "workflow_version_not_found", "the workflow has no version " + version, "version"));
    }

    /** The caller's own budget pays; an admin may say whose. */
    private static String team(Caller caller, @Nullable String team) {
        if (team == null || team.equals(caller.tenant())) {
            return caller.tenant();
        }
        if (!caller.admin()) {
            throw SluiceException.user(403, "admin_key_required", "another team's budget needs an admin key", "team");
        }
        return Budgets.name(team);
    }

    private static long seed(String id) {
        return ByteBuffer.wrap(digest(id)).getLong() >>> 1;
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(digest(text));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
