package io.sluice.workflow.web;

import io.sluice.contracts.workflow.RunSaving;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.contracts.workflow.WorkflowRun.Status;
import io.sluice.workflow.execution.Approval;
import io.sluice.workflow.execution.CurrentStep;
import io.sluice.workflow.execution.Ending;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs as their callers see them. */
final class RunViews {

    private RunViews() {
    }

    static WorkflowRun of(RunState run) {
        Ending ending = run.ending();
        Status status = status(run);
        boolean completed = status == Status.COMPLETED;
        return new WorkflowRun(run.started().run(), run.started().workflow(), run.started().version(), run.started().team(), status, run.seq(),
                run.answer(), run.verdict().name().toLowerCase(Locale.ROOT), completed && ending != null ? ending.code() : null,
                completed || ending == null ? null : new WorkflowRun.Fault(ending.code(), ending.message() == null ? ending.kind() : ending.message()),
                waiting(run), used(run.spending()), saved(ending), run.started().seed(), run.started().at(), run.changedAt());
    }

    static Status status(RunState run) {
        return switch (run.phase()) {
            case COMPLETED -> Status.COMPLETED;
            case FAILED -> Status.FAILED;
            case CANCELLED -> Status.CANCELLED;
            case Phase going when run.ending() != null -> Status.COMPENSATING;
            case Phase going when run.paused() -> Status.PAUSED;
            case APPROVAL -> Status.WAITING;
            case ATTENTION -> Status.NEEDS_ATTENTION;
            case RESERVING, READY, STEP, RETRYING -> Status.RUNNING;
        };
    }

    private static WorkflowRun.@Nullable Waiting waiting(RunState run) {
        Approval approval = run.approval();
        if (run.phase() == Phase.APPROVAL && approval != null) {
            return new WorkflowRun.Waiting(approval.step(), approval.agent(), null, null, approval.until());
        }
        CurrentStep step = run.current();
        if (run.phase() == Phase.ATTENTION && step != null) {
            return new WorkflowRun.Waiting(step.step(), step.agent(), step.attention(), "say whether it happened", null);
        }
        return null;
    }

    private static WorkflowRun.Used used(Spending spending) {
        return new WorkflowRun.Used(spending.steps(), spending.promptTokens(), spending.completionTokens(), spending.cpuSeconds(),
                spending.cost(), spending.price(), spending.seconds());
    }

    private static WorkflowRun.@Nullable Saved saved(@Nullable Ending ending) {
        RunSaving saving = ending == null ? null : ending.saving();
        return saving == null ? null : new WorkflowRun.Saved(saving.steps(), saving.cost(), saving.share());
    }
}
