package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run, played by hand: what is told to it, what it decides, what it makes others do. */
final class Play {

    static final String RUN = "run-1";

    final Workflow workflow;
    final RunRules rules;
    final List<RunEvent> events = new ArrayList<>();
    final List<WorkflowMessage> outbox = new ArrayList<>();
    Instant now = Samples.START;
    Policies policies = Samples.POLICIES;
    @Nullable RunState state;

    Play(String document) {
        this(document, RunRules.USUAL);
    }

    Play(String document, RunRules rules) {
        this.workflow = Samples.workflow(document);
        this.rules = rules;
    }

    Play start(@Nullable String team) {
        return start(team, 7);
    }

    Play start(@Nullable String team, long seed) {
        return tell(new RunCommand.Start("c-start", RUN, "tenant", team, "ops", workflow.name(), 1, WorkflowFormat.digest(workflow),
                WorkflowFormat.write(workflow), Map.of("input", "3 + 4", "expected", "7"), seed, "hash", null, now));
    }

    Play tell(RunCommand command) {
        return take(new RunInput.Commanded(command));
    }

    Play wake(String alarm) {
        return take(new RunInput.Woken(alarm));
    }

    /** What happens next by itself: the alarm that is due first, at its time. */
    Play wakeNext() {
        Map.Entry<String, Instant> first = Alarms.of(run(), rules).entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        now = first.getValue();
        return wake(first.getKey());
    }

    Play after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Play take(RunInput input) {
        RunContext context = new RunContext(now, workflow, policies.of(workflow, 0, null), rules);
        for (RunEvent event : RunDecision.of(state, input, context)) {
            state = RunState.after(state, event);
            events.add(event);
            outbox.addAll(Outbox.of(event, state, context));
        }
        return this;
    }

    RunState run() {
        if (state == null) {
            throw new AssertionError("the run has not begun");
        }
        return state;
    }

    CurrentStep step() {
        CurrentStep current = run().current();
        if (current == null) {
            throw new AssertionError("no step is being done: " + run());
        }
        return current;
    }

    StepRequested request() {
        return outbox.stream().filter(StepRequested.class::isInstance).map(StepRequested.class::cast).reduce((first, last) -> last).orElseThrow();
    }

    /** The step that is being done succeeds. */
    Play succeed(String output) {
        return succeed(output, null);
    }

    Play succeed(String output, @Nullable String verdict) {
        return report(new StepReport.Succeeded(output, output, null, verdict, List.of(new CallUse("model/0", "m", 100, 10, 0.5))));
    }

    Play fail(boolean retryable) {
        return report(new StepReport.Failed("tool_failed", "the tool answered 500", retryable, List.of()));
    }

    Play report(StepReport report) {
        CurrentStep current = step();
        return tell(new RunCommand.ReportStep(RUN, current.step(), current.attempt(), "w", report, now));
    }

    List<String> told() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    <T extends WorkflowMessage> T last(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).reduce((first, last) -> last).orElseThrow();
    }
}
