package io.sluice.workflow.execution;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.policy.Schedulers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run's events make others do: steps for workers, money for teams, lessons for workflows. It follows from the events alone. */
public final class Outbox {

    private Outbox() {
    }

    /** @param after the state that the event led to */
    public static List<WorkflowMessage> of(RunEvent event, RunState after, RunContext context) {
        return switch (event) {
            case RunEvent.Started begun -> reserve(after, context);
            case RunEvent.Rewound back -> reserve(after, context);
            case RunEvent.StepScheduled step -> request(after, context);
            case RunEvent.StepRetried again -> request(after, context);
            case RunEvent.CompensationScheduled undo -> request(after, context);
            case RunEvent.Completed end -> concat(settle(after, context), learn(after, after.verdict() == Verdict.PASS, context));
            case RunEvent.Failed end -> concat(settle(after, context),
                    learn(after, after.broken() == null || Faults.nobodysChoice(end.code()) ? null : false, context));
            case RunEvent.Cancelled end -> concat(settle(after, context), learn(after, null, context));
            default -> List.of();
        };
    }

    private static List<WorkflowMessage> reserve(RunState run, RunContext context) {
        String team = run.started().team();
        return team == null ? List.of() : List.of(new TeamCommand.Reserve(team, run.started().run(), run.epoch(),
                Math.max(0, run.started().costLimit() - run.costBefore()), context.now().plus(context.rules().reservation()), context.now()));
    }

    private static List<WorkflowMessage> settle(RunState run, RunContext context) {
        String team = run.started().team();
        return team == null ? List.of() : List.of(new TeamCommand.Settle(team, run.started().run(), run.epoch(),
                Math.max(0, run.spending().cost() - run.costBefore()), context.now()));
    }

    /** @param solved null: nobody knows, and nothing but the spending counts */
    private static List<WorkflowMessage> learn(RunState run, @Nullable Boolean solved, RunContext context) {
        boolean verified = context.workflow().verifier() != null;
        List<DefinitionCommand.Taken> taken = Decisions.taken(run);
        if (taken.isEmpty() || !verified && !Schedulers.limitsExploring(context.workflow().scheduler())) {
            return List.of();
        }
        return List.of(new DefinitionCommand.Learn(run.started().workflow(), run.started().version(), run.started().run(),
                run.started().taskClass(), context.policy().sketch(run.started().inputs()), Decisions.told(run.verdict()),
                verified ? solved : null, run.broken() == null ? null : true, taken, context.now()));
    }

    private static List<WorkflowMessage> request(RunState run, RunContext context) {
        CurrentStep step = run.current();
        if (step == null) {
            return List.of();
        }
        RunEvent.Started started = run.started();
        return List.of(new StepRequested(started.run(), step.step(), step.attempt(), started.tenant(), started.workflow(), started.version(),
                step.agent(), variables(run, step, context), step.outcomes(), step.intended(), Alarms.takeBy(step, context.rules()),
                step.deadline(), Schedule.seed(started.seed(), step.step()), started.traceparent(), context.now()));
    }

    private static Map<String, String> variables(RunState run, CurrentStep step, RunContext context) {
        Map<String, String> all = new TreeMap<>(run.started().inputs());
        run.outputs().forEach((agent, output) -> all.put("output." + agent, output));
        Optional.ofNullable(run.answer()).ifPresent(answer -> all.put("answer", answer));
        all.put("verdict", Decisions.told(run.verdict()));
        all.put("offered", String.join(", ", new Limits(run, context.workflow()).follow(step.agent())));
        ApprovalNote note = run.note();
        if (note != null && note.step() == step.step()) {
            all.put("approval", note.text());
        }
        Integer undoes = step.undoes();
        if (undoes != null) {
            run.done().stream().filter(done -> done.step() == undoes).findFirst().ifPresent(done -> {
                all.put("undone.agent", done.agent());
                Optional.ofNullable(done.output()).ifPresent(output -> all.put("undone.output", output));
            });
        }
        return all;
    }

    private static List<WorkflowMessage> concat(List<WorkflowMessage> some, List<WorkflowMessage> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
