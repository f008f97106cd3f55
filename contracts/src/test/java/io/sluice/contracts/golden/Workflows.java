package io.sluice.contracts.golden;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.TeamEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.contracts.workflow.RunSaving;
import io.sluice.contracts.workflow.RunStart;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.contracts.workflow.WorkflowRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs of workflows for the golden files. */
final class Workflows {

    private static final Instant AT = Instant.parse("2026-11-21T18:17:16.123456Z");
    private static final Instant SOON = AT.plusSeconds(30);
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String RUN = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private static final Map<String, String> INPUTS = Map.of("input", "3 + 4", "expected", "7");
    private static final StepDecision CHOSEN = new StepDecision("calculator", 0.7,
            Map.of("calculator", 0.7, "rewriter", 0.2, "stop", 0.1), "explore", 12, 3, "solver", "fail", 5, 0.75,
            List.of("solver"), List.of("calculator", "rewriter"), true, "rewriter", null);
    private static final StepDecision STOPPED = new StepDecision(null, null, Map.of(), "greedy", 0, 0, null, "none", 5, 1.0,
            List.of(), List.of("solver"), true, null, null);
    private static final StepDecision SHADOWED = new StepDecision("solver", 1.0, Map.of("solver", 1.0), "flow", 0, 0, null, "none", 5, 1.0,
            List.of(), List.of("solver", "reader"), false, null, new StepDecision.Shadow("bandit", "reader", false));
    private static final StepDecision SHADOWED_AT_THE_END = new StepDecision(null, 0.9, Map.of("solver", 0.1, "stop", 0.9), "greedy", 12, 3,
            "solver", "pass", 4, 0.75, List.of("solver"), List.of("solver"), true, null, new StepDecision.Shadow("q-learning", null, true));
    private static final List<CallUse> USES = List.of(new CallUse("model/0", "sluice-large", 120, 16, 0.25), new CallUse("tool/0", "calculator", 0, 0, 0));
    private static final Spending SPENDING = new Spending(1, 120, 16, 0.25, 0.5, 0.625, 1.5);

    private static final PolicyEvaluation JUDGED = new PolicyEvaluation(2500, 12, "crossed", 0.95, new PolicyEvaluation.Range(0.5, 0.25, 0.75),
            new PolicyEvaluation.Range(0.5, null, null), new PolicyEvaluation.Range(0.5, 0.25, 0.75), new PolicyEvaluation.Range(0.0, -0.25, 0.25),
            -1.5, 640.5, 0.125, 0.0, List.of("one run has more than a twentieth of all weight"), 0.125, PolicyEvaluation.REFUSED,
            "it may lose as much as 0.25 a run");

    private static final List<SluiceEvent> ALL = List.of(
            new RunCommand.Start("c-1", RUN, "tenant-a", "red", "ops", "arithmetic", 2, "aa", "{\"name\":\"arithmetic\"}", INPUTS, 7L, "bb",
                    TRACE, AT),
            new RunCommand.Pause("c-2", RUN, "ops", AT),
            new RunCommand.Resume("c-3", RUN, "ops", AT),
            new RunCommand.Cancel("c-4", RUN, "ops", "not wanted", AT),
            new RunCommand.RetryFrom("c-5", RUN, 2, "ops", AT),
            new RunCommand.DecideApproval("c-6", RUN, 1, true, "ops", "go on", AT),
            new RunCommand.ResolveEffect("c-7", RUN, 1, "tool/0", true, "{\"status\":201}", "ops", AT),
            new RunCommand.Heartbeat(RUN, 1, 2, "worker-1", AT),
            new RunCommand.IntendEffect(RUN, 1, 2, "worker-1", "tool/0", AT),
            new RunCommand.RecordEffect(RUN, 1, 2, "worker-1", "tool/0", "{\"status\":201}", AT),
            new RunCommand.ReportStep(RUN, 1, 2, "worker-1", new StepReport.Succeeded("it is 7", "7", "rewriter", "pass", USES), AT),
            new RunCommand.Wake(RUN, "lease/1/2", SOON, AT),
            new RunCommand.BudgetAnswer(RUN, "red", 1, false, "2.5 is left", AT),
            new DefinitionCommand.Define("c-8", "arithmetic", "{\"name\":\"arithmetic\"}", "aa", "ops", AT),
            new DefinitionCommand.Learn("arithmetic", 2, RUN, 3, "3 + 4", "pass", true, List.of(new DefinitionCommand.Taken(CHOSEN, 0.625),
                    new DefinitionCommand.Taken(STOPPED, 0)), AT),
            new DefinitionCommand.ResetValues("c-9", "arithmetic", "ops", AT),
            new DefinitionCommand.RollBackValues("c-10", "arithmetic", 11, "ops", AT),
            new DefinitionCommand.Promote("c-12", "arithmetic", 3, 2, JUDGED, "the verifier was wrong last week", "ops", AT),
            new TeamCommand.SetBudget("c-11", "red", 100.0, "ops", AT),
            new TeamCommand.Reserve("red", RUN, 1, 2.5, SOON, AT),
            new TeamCommand.Wake("red", RUN + "@1", SOON, AT),
            new TeamCommand.Settle("red", RUN, 1, 0.5, AT),
            new RunEvent.Started(RUN, 1, "tenant-a", "red", "ops", "arithmetic", 2, "aa", INPUTS, 7L, 3, 2.5, 60, "bb", TRACE, AT),
            new RunEvent.BudgetHeld(RUN, 2, "red", 2.5, AT),
            new RunEvent.StepScheduled(RUN, 3, 1, "calculator", CHOSEN, SOON, AT),
            new RunEvent.EffectIntended(RUN, 4, 1, 1, "worker-1", "tool/0", AT),
            new RunEvent.EffectRecorded(RUN, 5, 1, 1, "tool/0", "{\"status\":201}", AT),
            new RunEvent.StepCompleted(RUN, 6, 1, 1, "calculator", "answer", "it is 7", "7", "rewriter", "pass", USES, SPENDING, AT),
            new RunEvent.StepFailed(RUN, 7, 1, 1, "calculator", "tool_failed", "the tool answered 500", SOON, USES, SPENDING, AT),
            new RunEvent.StepRetried(RUN, 8, 1, 2, "calculator", "failed", SOON, AT),
            new RunEvent.ApprovalRequested(RUN, 9, 1, "calculator", CHOSEN, SOON, true, AT),
            new RunEvent.ApprovalGiven(RUN, 10, 1, true, "ops", "go on", AT),
            new RunEvent.ApprovalTimedOut(RUN, 11, 1, true, AT),
            new RunEvent.AttentionNeeded(RUN, 12, 1, 1, "calculator", "tool/0", "the tool did not answer", USES, SPENDING, AT),
            new RunEvent.EffectResolved(RUN, 13, 1, "tool/0", true, "{\"status\":201}", "ops", AT),
            new RunEvent.Paused(RUN, 14, "ops", AT),
            new RunEvent.Resumed(RUN, 15, "ops", AT),
            new RunEvent.Rewound(RUN, 16, 1, "ops", AT),
            new RunEvent.CompensationScheduled(RUN, 17, 2, "undo", 1, "cancelled", "cancelled", "not wanted", "ops", SOON, AT),
            new RunEvent.CommandRefused(RUN, 18, "c-5", "run_is_going", "the run has not ended", AT),
            new RunEvent.Completed(RUN, 19, "7", "pass", "verified", "step 3", STOPPED, SPENDING, new RunSaving(3, 1.5, 0.75), AT),
            new RunEvent.Failed(RUN, 20, "tool_failed", "the tool answered 500", SPENDING, AT),
            new RunEvent.Cancelled(RUN, 21, "ops", "not wanted", SPENDING, AT),
            new TeamEvent.BudgetSet("red", 1, 100.0, 0.5, 2.5, "ops", AT),
            new TeamEvent.BudgetReserved("red", 2, RUN, 1, 2.5, SOON, 0.5, 2.5, AT),
            new TeamEvent.BudgetRefused("red", 3, RUN, 1, 2.5, 1.0, AT),
            new TeamEvent.BudgetSettled("red", 4, RUN, 1, 0.5, 1.0, 0, AT),
            new TeamEvent.ReservationExpired("red", 5, RUN, 1, 2.5, 3.0, 0, AT),
            new WorkflowDefined("arithmetic", 2, "{\"name\":\"arithmetic\"}", "aa", "ops", AT),
            new PromotionEvent.Promoted("arithmetic", 3, 2, 4, 2, "c-12", JUDGED, "the verifier was wrong last week", "ops", AT),
            new PromotionEvent.Refused("arithmetic", 3, 1, 2, "c-13", "promotion_refused", "it may lose as much as 0.25 a run", JUDGED, "ops", AT),
            new ValuesEvent.Learned("arithmetic", 13, RUN, "{\"n\":1}", AT),
            new ValuesEvent.Reset("arithmetic", 14, "ops", null, AT),
            new ValuesEvent.RolledBack("arithmetic", 15, 11, "ops", "{\"n\":1}", AT),
            new StepRequested(RUN, 1, 2, "tenant-a", "arithmetic", 2, "calculator", Map.of("input", "3 + 4"), Map.of("model/0", "{\"text\":\"7\"}"),
                    List.of("tool/0"), SOON, SOON, 7L, TRACE, AT));

    static final Map<String, SluiceEvent> EVENTS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(SluiceEvent::type, Function.identity()));

    /** By the name of the golden file. */
    static final Map<String, Object> MESSAGES = merged(Map.of(
            "workflow-defined-candidate", new WorkflowDefined("arithmetic", 3, "{\"name\":\"arithmetic\"}", "bb", "ops", AT, true),
            "workflow-promoted-bare", new PromotionEvent.Promoted("arithmetic", 3, 2, 4, 2, "c-12", null, null, "ops", AT)), Map.of(
            "workflow-report-failed", new RunCommand.ReportStep(RUN, 1, 2, "worker-1",
                    new StepReport.Failed("tool_failed", "the tool answered 500", true, USES), AT),
            "workflow-report-unknown", new RunCommand.ReportStep(RUN, 1, 2, "worker-1",
                    new StepReport.Unknown("tool/0", "the tool did not answer", List.of()), AT),
            "workflow-report-bare", new RunCommand.ReportStep(RUN, 1, 2, "worker-1",
                    new StepReport.Succeeded("hm", null, null, null, List.of()), AT),
            "workflow-start-bare", new RunCommand.Start("c-1", RUN, "tenant-a", null, "ops", "arithmetic", 2, "aa", "{}", Map.of(), 7L, null,
                    null, AT),
            "workflow-run-view", new WorkflowRun(RUN, "arithmetic", 2, "tenant-a", WorkflowRun.Status.COMPLETED, 9, "42", "pass", "verified", null,
                    null, new WorkflowRun.Used(2, 120, 16, 0.25, 0.5, 0.625, 1.5), new WorkflowRun.Saved(3, 0.75, 0.6), 7, AT, SOON),
            "workflow-run-view-waiting", new WorkflowRun(RUN, "arithmetic", 2, null, WorkflowRun.Status.NEEDS_ATTENTION, 9, null, "none", null,
                    new WorkflowRun.Fault("cancelled", "enough"), new WorkflowRun.Waiting(1, "mailer", "tool/0", "say whether it happened", SOON),
                    new WorkflowRun.Used(0, 0, 0, 0, 0, 0, 0), null, 7, AT, AT),
            "workflow-step-scheduled-shadow", new RunEvent.StepScheduled(RUN, 2, 0, "solver", SHADOWED, SOON, AT),
            "workflow-run-completed-shadow", new RunEvent.Completed(RUN, 5, "7", "pass", "scheduler", "greedy", SHADOWED_AT_THE_END, SPENDING, null, AT),
            "workflow-run-start", new RunStart("6*7", Map.of("expected", "42"), 2, "tenant-a", 7L),
            "workflow-run-completed-bare", new RunEvent.Completed(RUN, 4, null, "none", "limit_steps", null, null, Spending.NONE, null, AT)));

    private Workflows() {
    }

    static <T> Map<String, T> merged(Map<String, T> some, Map<String, ? extends T> more) {
        return Stream.concat(some.entrySet().stream(), more.entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
