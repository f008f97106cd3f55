package io.sluice.benchmarks.workflow.desk;

import io.sluice.benchmarks.adapter.AdapterDesk;
import io.sluice.benchmarks.workflow.Environment;
import io.sluice.benchmarks.workflow.Oracle;
import io.sluice.trainer.task.Task;
import io.sluice.trainer.task.TaskGenerator;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The workflow that the service ships as an example, {@code solve}: the shipped pair, role adapters and the calculator, at fresh
 * problems of several steps. What schedulers learn from is drawn from the calibration split and what they are examined with
 * from the test split; the adapters were trained on the train split.
 */
public final class ModelEnvironment implements Environment {

    private static final String DOCUMENT = "/examples/solve.yaml";

    private final Workflow workflow;
    private final AdapterDesk desk;
    private final ModelUpstream upstream;
    private final Agents agents;
    private final Map<Split, TaskGenerator> generators = new EnumMap<>(Split.class);
    private final Map<Split, List<Task>> tasks = new EnumMap<>(Split.class);

    /** @param models the repository's {@code models} */
    public ModelEnvironment(Path models, long seed) throws IOException {
        this.workflow = document();
        this.desk = ShippedModels.open(models);
        this.upstream = new ModelUpstream(desk);
        this.agents = new Agents(workflow, upstream.url(), Clock.systemUTC());
        generators.put(Split.LEARN, TaskGenerator.ofSkill(TaskGenerator.MULTI_STEP, seed, io.sluice.trainer.task.Split.CALIBRATION));
        generators.put(Split.TEST, TaskGenerator.ofSkill(TaskGenerator.MULTI_STEP, seed, io.sluice.trainer.task.Split.TEST));
        for (Split split : Split.values()) {
            tasks.put(split, new ArrayList<>());
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
        fixed.put("chain, judged", judged(List.of("solver", "calculator", "rewriter"), List.of("corrector", "calculator", "rewriter")));
        return fixed;
    }

    /** One attempt, one after another, or a second one when two readings differ. */
    @Override
    public List<List<String>> flows() {
        List<String> small = List.of("small");
        List<String> large = List.of("large");
        List<String> number = List.of("solver", "calculator");
        List<String> worded = List.of("solver", "calculator", "rewriter");
        List<String> again = List.of("corrector", "calculator", "rewriter");
        return List.of(small, large, number, worded, judged(number, large), judged(worded, large), judged(worded, again),
                judged(worded, again, large), judged(number, List.of("rewriter")));
    }

    /** Later attempts are made while the judge does not say that the answer is right. */
    @SafeVarargs
    private static List<String> judged(List<String> first, List<String>... later) {
        List<String> flow = new ArrayList<>(first);
        flow.add("verifier");
        for (List<String> each : later) {
            flow.add("judge");
            flow.addAll(each);
        }
        return List.copyOf(flow);
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
