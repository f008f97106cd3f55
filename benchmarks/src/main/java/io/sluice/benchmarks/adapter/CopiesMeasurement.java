package io.sluice.benchmarks.adapter;

import io.sluice.benchmarks.routing.Interval;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.quantization.BlockFormat;
import io.sluice.inference.quantization.ModelQuantizer;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Asks a model and its quantised copies the same, with adapters that were trained on the model alone. */
public final class CopiesMeasurement {

    private static final int OWN_TASKS = 10;

    private final SelectionMeasurement.Plan plan;
    private final Consumer<String> log;
    private final List<String> skills = TaskGenerator.skills();

    /** @param plan the adapters are those of the selection; {@code items} of each skill, and ten times as many of the model's own tasks */
    public CopiesMeasurement(SelectionMeasurement.Plan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
    }

    public List<CopyRow> run() throws IOException {
        List<Path> folders = new SkillAdapters(plan.base(), plan.cache(), plan.steps(), plan.seed(), log).adapters(skills);
        List<CopyRow> rows = new ArrayList<>();
        rows.add(row("F32", plan.base(), folders));
        Path work = Files.createTempDirectory("sluice-copies");
        try {
            for (BlockFormat format : List.of(BlockFormat.Q8_0, BlockFormat.Q4_0)) {
                Path copy = work.resolve(format.name());
                new ModelQuantizer(format, (_, _, _, _, _, _) -> { }).quantize(plan.base(), copy);
                rows.add(row(format.name(), copy, folders));
            }
        } finally {
            delete(work);
        }
        return rows;
    }

    private CopyRow row(String format, Path folder, List<Path> adapters) throws IOException {
        Map<String, Double> bySkill = new LinkedHashMap<>();
        int all = 0;
        int right = 0;
        double own;
        String name = plan.base().toAbsolutePath().normalize().getFileName().toString();
        try (AdapterDesk desk = new AdapterDesk(ModelLoader.load(folder, name))) {
            own = share(desk.right("", AdapterData.oldTasks(OWN_TASKS * plan.items())));
            for (int i = 0; i < adapters.size(); i++) {
                String skill = skills.get(i);
                desk.activate(skill, adapters.get(i));
                List<Task> tasks = Stream.generate(TaskGenerator.ofSkill(skill, plan.seed() + 100, Split.TEST)::next).limit(plan.items()).toList();
                List<Boolean> marks = desk.right(skill + "@1", tasks);
                bySkill.put(skill, share(marks));
                all += marks.size();
                right += (int) marks.stream().filter(each -> each).count();
            }
        }
        Interval interval = Interval.of(right, all);
        CopyRow row = new CopyRow(format, weights(folder) / 1e6, own, right / (double) all, interval.low(), interval.high(), bySkill);
        log.accept(String.format(Locale.ROOT, "%s: %.1f %%", format, 100 * row.skills()));
        return row;
    }

    private static double share(List<Boolean> marks) {
        return marks.stream().filter(each -> each).count() / (double) marks.size();
    }

    private static long weights(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".safetensors")).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    public static String table(List<CopyRow> rows) {
        StringBuilder table = new StringBuilder(String.format("%-8s %8s %14s %26s %s%n", "weights", "MB", "own tasks %", "skills with adapter %",
                "by skill"));
        for (CopyRow row : rows) {
            StringBuilder bySkill = new StringBuilder();
            row.bySkill().forEach((skill, share) -> bySkill.append(String.format(Locale.ROOT, " %s %.0f", skill, 100 * share)));
            table.append(String.format(Locale.ROOT, "%-8s %8.2f %14.1f %26s %s%n", row.format(), row.weightsMb(), 100 * row.own(),
                    String.format(Locale.ROOT, "%.1f (%.1f..%.1f)", 100 * row.skills(), 100 * row.low(), 100 * row.high()), bySkill));
        }
        return table.toString();
    }
}
