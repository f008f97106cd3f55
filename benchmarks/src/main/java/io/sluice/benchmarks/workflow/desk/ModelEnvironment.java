package io.sluice.benchmarks.workflow.desk;

import io.sluice.benchmarks.adapter.AdapterDesk;
import io.sluice.benchmarks.workflow.Environment;
import io.sluice.benchmarks.workflow.Oracle;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowReader.Reading;
import io.sluice.workflow.definition.WorkflowSchema;
import io.sluice.workflow.scheduling.planning.Graph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The workflow that the service ships as an example, {@code solve}: the shipped pair, role adapters and the calculator, at fresh
 * problems of several steps and of one. What schedulers learn from is drawn from the calibration split and what they are examined with
 * from the test split; the adapters were trained on the train split.
 */
public final class ModelEnvironment implements Environment {

    private static final String DOCUMENT = "/examples/solve.yaml";
    /** What the large model can do by itself and the small one mostly can't. */
    private static final String BY_LARGE = "reverse";
    private static final List<List<String>> ATTEMPTS = List.of(List.of("small"), List.of("large"), List.of("solver", "calculator"),
            List.of("solver", "calculator", "rewriter"));
    private static final List<String> CHECKS = List.of("verifier", "second");
    /** Tasks that agents do before anything is measured: code is compiled by then. */
    private static final int WARM_UP = 60;

    private final Workflow workflow;
    private final AdapterDesk desk;
    private final ModelUpstream upstream;
    private final Agents agents;
    private final Map<Split, TaskGenerator> generators = new EnumMap<>(Split.class);
    private final Map<Split, List<Task>> tasks = new EnumMap<>(Split.class);

    /** @param models the repository's {@code models} */
    public ModelEnvironment(Path models, long seed) throws IOException, InterruptedException {
        this(models, seed, null);
    }

    /**
     * @param models  the repository's {@code models}
     * @param replies where what models said and what it took is kept and looked up; absent: nowhere
     */
    public ModelEnvironment(Path models, long seed, @Nullable Path replies) throws IOException, InterruptedException {
        this.workflow = document();
        this.desk = ShippedModels.open(models);
        this.upstream = new ModelUpstream(desk, replies);
        this.agents = new Agents(workflow, upstream.url(), Clock.systemUTC());
        List<String> kinds = new ArrayList<>(TaskGenerator.problems());
        kinds.add(BY_LARGE);
        generators.put(Split.LEARN, TaskGenerator.ofKinds(kinds, seed, io.sluice.tasks.Split.CALIBRATION));
        generators.put(Split.TEST, TaskGenerator.ofKinds(kinds, seed, io.sluice.tasks.Split.TEST));
        for (Split split : Split.values()) {
            tasks.put(split, new ArrayList<>());
        }
        warmUp(TaskGenerator.ofKinds(kinds, seed, io.sluice.tasks.Split.TRAIN));
    }

    private void warmUp(TaskGenerator generator) throws InterruptedException {
        try (Agents others = new Agents(workflow, upstream.url(), Clock.systemUTC())) {
            for (int i = 0; i < WARM_UP; i++) {
                Session session = new ModelSession(workflow, others, generator.next());
                for (String agent : workflow.scheduler().flow()) {
                    session.step(agent);
                }
            }
        }
    }

    private static Workflow document() throws IOException {
        try (InputStream resource = Objects.requireNonNull(Workflow.class.getResourceAsStream(DOCUMENT))) {
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            return switch (new WorkflowReader(WorkflowSchema.load(), List.of()).read(text)) {
                case Reading.Taken(Workflow taken) -> taken;
                case Reading.Refused refused -> throw new IllegalStateException(DOCUMENT + ": " + refused.problems());
            };
        }
    }

    @Override
    public String name() {
        return "the shipped models, role adapters and a calculator";
    }

    @Override
    public Workflow workflow() {
        return workflow;
    }

    @Override
    public Graph graph() {
        return Graph.of(workflow);
    }

    @Override
    public Map<String, List<String>> fixed() {
        Map<String, List<String>> fixed = new LinkedHashMap<>();
        fixed.put("single small", List.of("small"));
        fixed.put("single large", List.of("large"));
        fixed.put("fixed chain", List.of("solver", "calculator", "rewriter"));
        fixed.put("chain, judged", List.of("solver", "calculator", "rewriter", "verifier", "judge"));
        fixed.put("flow of first runs", workflow.scheduler().flow());
        return fixed;
    }

    /** Every way of one or two attempts, each judged by a second reading or by a second opinion; and the flow of first runs. */
    @Override
    public List<List<String>> flows() {
        Set<List<String>> flows = new LinkedHashSet<>();
        for (List<String> first : ATTEMPTS) {
            for (String check : CHECKS) {
                List<String> one = judged(List.of(), first, check);
                flows.add(one);
                for (List<String> second : ATTEMPTS) {
                    for (String again : CHECKS) {
                        if (!second.equals(first)) {
                            flows.add(judged(one, second, again));
                        }
                    }
                }
            }
        }
        flows.add(workflow.scheduler().flow());
        return List.copyOf(flows);
    }

    /** What has been written or read once is not written or read again. */
    private static List<String> judged(List<String> before, List<String> attempt, String check) {
        List<String> flow = new ArrayList<>(before);
        boolean written = before.contains("solver");
        attempt.stream().filter(agent -> !(written && (agent.equals("solver") || agent.equals("calculator") && attempt.contains("rewriter")))).forEach(flow::add);
        if (!flow.contains(check)) {
            flow.add(check);
        }
        flow.add("judge");
        return List.copyOf(flow);
    }

    @Override
    public Map<String, Double> topFlows() {
        return Map.of("k", 8.0, "tries", 2.0);
    }

    @Override
    public WorkflowTask task(Split split, int index) {
        Task task = drawn(split, index);
        return new WorkflowTask(split, index, task.name(), task.prompt());
    }

    private Task drawn(Split split, int index) {
        List<Task> drawn = Objects.requireNonNull(tasks.get(split));
        while (drawn.size() <= index) {
            drawn.add(Objects.requireNonNull(generators.get(split)).next());
        }
        return drawn.get(index);
    }

    @Override
    public Session open(WorkflowTask task) {
        return new ModelSession(workflow, agents, drawn(task.split(), task.index()));
    }

    /** Nobody knows how models will do. */
    @Override
    public Optional<Oracle> oracle() {
        return Optional.empty();
    }

    @Override
    public void close() {
        agents.close();
        upstream.close();
        desk.close();
    }
}
