package io.sluice.workflow.web;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Decisions;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.Policy;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.scheduling.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dry replays: a run's events are folded again, and each of its decisions is put beside what would be decided in the same
 * situation with what is known now. Nothing is called, written or changed.
 */
public final class Replays {

    private final WorkflowBook workflows;
    private final Policies policies;

    public Replays(WorkflowBook workflows, Policies policies) {
        this.workflows = workflows;
        this.policies = policies;
    }

    /**
     * @param consistent whether the events lead to the run's state
     * @param values     version that {@code now} is decided with
     */
    record Replay(String run, int events, boolean consistent, int values, List<Decided> decisions) {
    }

    /**
     * @param agent         who was chosen; absent: the run ended
     * @param valuesVersion that it was decided with
     * @param now           who would be chosen; absent: the run would end
     * @param probability   of the recorded choice, now
     */
    record Decided(@Nullable Integer step, @Nullable String agent, @Nullable Double propensity, String reason, int valuesVersion,
            @Nullable String now, String nowReason, @Nullable Double probability) {
    }

    Replay of(RunState run, List<RunEvent> history) {
        String name = run.started().workflow();
        WorkflowDefined defined = workflows.find(name, run.started().version()).orElseThrow(() ->
                SluiceException.user(409, "workflow_version_not_found", "the version that the run began with is not known here", null));
        Workflow workflow = WorkflowFormat.read(defined.document());
        Optional<ValuesEvent> values = workflows.values(name);
        Policy policy = policies.of(workflow, values.map(ValuesEvent::version).orElse(0), values.map(ValuesEvent::values).orElse(null));
        RunState folded = null;
        List<Decided> decisions = new ArrayList<>();
        for (RunEvent event : history) {
            if (event.seq() > run.seq()) {
                break;
            }
            folded = RunState.after(folded, event);
            Decided decided = switch (event) {
                case RunEvent.StepScheduled step -> decided(step.step(), step.decision(), policy, run);
                case RunEvent.Completed end when end.decision() != null -> decided(null, end.decision(), policy, run);
                default -> null;
            };
            if (decided != null) {
                decisions.add(decided);
            }
        }
        return new Replay(run.started().run(), history.size(), run.equals(folded), policy.version(), decisions);
    }

    private static Decided decided(@Nullable Integer step, StepDecision was, Policy policy, RunState run) {
        Choice now = policy.next(Decisions.situation(was), Decisions.random(run.started().seed(), step == null ? run.nextStep() : step));
        return new Decided(step, was.agent(), was.propensity(), was.reason(), was.policyVersion(), now.agent(), now.reason(),
                now.probabilities().get(was.agent() == null ? Choice.STOP : was.agent()));
    }
}
