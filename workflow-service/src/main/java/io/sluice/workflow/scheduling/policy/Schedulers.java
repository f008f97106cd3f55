package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.definition.Problem;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.planning.ActionValues;
import io.sluice.workflow.scheduling.planning.BackOff;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.planning.Online;
import io.sluice.workflow.scheduling.planning.Plan;
import io.sluice.workflow.scheduling.planning.Planned;
import io.sluice.workflow.scheduling.taskclass.TaskClassifier;
import io.sluice.workflow.scheduling.value.Learner;
import io.sluice.workflow.scheduling.value.OnlineUpdate;
import io.sluice.workflow.scheduling.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes schedulers by name, and the learner that fits them. */
public final class Schedulers {

    private Schedulers() {
    }

    /**
     * The workflow's scheduler, by these values. Immutable: new values want a new one.
     *
     * @throws IllegalArgumentException for what {@link ScheduleCheck} finds
     */
    public static Scheduler of(Workflow workflow, Values values) {
        return of(workflow, Graph.of(workflow), values);
    }

    /** With a graph of one's own, e.g. one in which a run may begin with anybody. */
    public static Scheduler of(Workflow workflow, Graph graph, Values values) {
        SchedulerSpec spec = workflow.scheduler();
        List<Problem> problems = ScheduleCheck.scheduler(spec, "/scheduler");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.getFirst().pointer() + ": " + problems.getFirst().message());
        }
        Map<String, Double> settings = spec.settings();
        return switch (spec.kind()) {
            case "fixed" -> new FixedScheduler(spec.flow(), Knobs.SPREAD.of(settings));
            case "random" -> new RandomScheduler();
            case "all" -> new AllScheduler();
            case "top-k-flows" -> new TopFlowsScheduler(spec.flows(), values, workflow.value(), settings);
            case "bandit" -> new BanditScheduler(spec.flows(), values, workflow.value(), settings);
            case "q-learning" -> new QLearningScheduler(worth(workflow, graph, values), values, settings,
                    range(workflow),
                    spec.flow().isEmpty() ? null : new FixedScheduler(spec.flow(), Knobs.FLOW_SHARE.of(settings)));
            default -> throw new IllegalArgumentException("unknown kind " + spec.kind());
        };
    }

    /** Whether what earlier runs taught changes what it chooses. */
    public static boolean learns(SchedulerSpec spec) {
        return LEARNING.contains(spec.kind());
    }

    /** Whether it keeps values that depend on the order of the runs, and so can't be parted from any of them. */
    public static boolean online(SchedulerSpec spec) {
        return learns(spec) && Knobs.ONLINE.on(spec.settings());
    }

    private static final Set<String> LEARNING = Set.of("top-k-flows", "bandit", "q-learning");

    /** What every choice is worth by these values: of {@code q-learning} what it chooses by, of the others for inspection. */
    public static ActionValues worth(Workflow workflow, Graph graph, Values values) {
        Map<String, Double> settings = workflow.scheduler().settings();
        if (Knobs.ONLINE.on(settings)) {
            return new Online(values, online(workflow));
        }
        Planned planned = new Planned(graph, values, new BackOff(Knobs.BACK_OFF.of(settings)), Knobs.OPTIMISM.of(settings), aims(workflow));
        double mean = Knobs.COST_MEAN.of(settings);
        return mean > 0 ? planned.within(mean, workflow.limits().steps()) : planned;
    }

    static Plan.Aims aims(Workflow workflow) {
        Map<String, Double> settings = workflow.scheduler().settings();
        return new Plan.Aims(workflow.value(), workflow.limits().cost(), 1, Knobs.HORIZON.count(settings), Knobs.LEVELS.count(settings));
    }

    /**
     * What makes values of the workflow's episodes. For a shadow it adds what the scheduler itself never looks at, and no more: beginnings
     * of the shadow's flows, and values online where the scheduler has none.
     */
    public static Learner learner(Workflow workflow) {
        SchedulerSpec spec = workflow.scheduler();
        List<List<String>> flows = new ArrayList<>(flows(spec));
        OnlineUpdate online = Knobs.ONLINE.on(spec.settings()) ? online(workflow) : null;
        SchedulerSpec shadow = spec.shadow();
        if (shadow != null) {
            flows.addAll(flows(shadow));
            if (online == null && Knobs.ONLINE.on(shadow.settings())) {
                online = online(workflow.scheduledBy(shadow));
            }
        }
        return new Learner(new TaskClassifier(workflow.classes()), flows, Knobs.MEMORY.on(spec.settings()), online);
    }

    /** Whether it explores within a limit, so that what runs spend is to be counted whatever they come to. */
    public static boolean limitsExploring(SchedulerSpec spec) {
        return Knobs.all().getOrDefault(spec.kind(), List.of()).contains(Knobs.EXPLORE_COST);
    }

    private static List<List<String>> flows(SchedulerSpec spec) {
        List<List<String>> flows = new ArrayList<>(spec.flows());
        if (!spec.flow().isEmpty()) {
            flows.add(spec.flow());
        }
        return flows;
    }

    private static OnlineUpdate online(Workflow workflow) {
        Map<String, Double> settings = workflow.scheduler().settings();
        return new OnlineUpdate(workflow.value(), Knobs.HORIZON.count(settings), Knobs.LEVELS.count(settings));
    }

    /** How far values may lie apart, for bounds: from a solved task for nothing to its value's worth spent in vain. */
    static double range(Workflow workflow) {
        return workflow.value() + Math.min(workflow.limits().cost(), workflow.value());
    }
}
