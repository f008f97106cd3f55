package io.sluice.workflow.web;

import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Difference;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.LoggedRun;
import io.sluice.workflow.execution.PolicyTrial;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.WorkflowBook;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Judges candidates by the runs that this replica knows: those of the version in force, and of versions that differ from it in nothing that
 * runs would notice. Away from the threads that answer requests, since it may take seconds.
 */
public final class Evaluations {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(10);

    private final RunBook runs;
    private final WorkflowBook workflows;
    private final int runsMax;
    private final Scheduler threads;

    /**
     * @param runsMax the newest runs, at most
     * @param threads bounded, also in how many may wait for them
     */
    public Evaluations(RunBook runs, WorkflowBook workflows, int runsMax, Scheduler threads) {
        this.runs = runs;
        this.workflows = workflows;
        this.runsMax = runsMax;
        this.threads = threads;
    }

    int runsMax() {
        return runsMax;
    }

    /**
     * @param inForce what the candidate is held against
     * @param most    runs, the newest
     */
    Mono<PolicyTrial.Outcome> judge(WorkflowDefined inForce, PolicyTrial.Wanted wanted, double tolerance, int most) {
        return Mono.fromCallable(() -> trial(inForce, most).judge(wanted, tolerance)).subscribeOn(threads)
                .onErrorMap(RejectedExecutionException.class, full -> SluiceException.capacity(503, "too_many_evaluations",
                        "as many candidates are being judged as can be at once", BUSY_RETRY));
    }

    /** @throws SluiceException where nothing could be judged */
    static PolicyEvaluation judged(PolicyTrial.Outcome outcome, String param) {
        return switch (outcome) {
            case PolicyTrial.Outcome.Judged judged -> judged.evaluation();
            case PolicyTrial.Outcome.Incomparable other -> throw SluiceException.user(409, "not_comparable", other.message(), param);
            case PolicyTrial.Outcome.Unlogged none -> throw SluiceException.user(409, "no_logged_runs", none.message(), null);
            case PolicyTrial.Outcome.Meaningless no -> throw SluiceException.user(422, "not_evaluable", no.message(), param);
        };
    }

    private PolicyTrial trial(WorkflowDefined inForce, int most) {
        Workflow workflow = WorkflowFormat.read(inForce.document());
        Map<Integer, Boolean> alike = new HashMap<>(Map.of(inForce.version(), true));
        return new PolicyTrial(workflow, terms -> runs.ended(inForce.workflow(), version -> alike.computeIfAbsent(version,
                        other -> isAlike(inForce.workflow(), other, workflow)), Math.min(most, runsMax)).stream()
                .flatMap(run -> logged(run.started().run(), terms)));
    }

    private boolean isAlike(String name, int version, Workflow workflow) {
        Optional<WorkflowDefined> other = workflows.find(name, version);
        return other.isPresent() && Difference.between(workflow, WorkflowFormat.read(other.get().document())).isEmpty();
    }

    private Stream<LoggedRun> logged(String run, LoggedRun.Terms terms) {
        return LoggedRun.of(runs.history(run), terms).stream();
    }
}
