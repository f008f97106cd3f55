package io.sluice.benchmarks.samples;

import io.sluice.benchmarks.routing.Interval;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All methods on the same fresh test items, with the same seeds, in turns; then made-up worlds of lengths. */
public final class SamplesBenchmark {

    private static final int WARM_UP = 50;
    private static final int ROUNDS = 20_000;

    private final PrintStream out;

    public SamplesBenchmark(PrintStream out) {
        this.out = out;
    }

    /** @param items at least 1; {@code temperature} above 0 */
    public SamplesResult run(List<Path> folders, long seed, int items, double temperature) {
        TaskGenerator generator = new TaskGenerator(seed, Split.TEST);
        List<Task> tasks = Stream.generate(generator::next).limit(items).toList();
        List<SamplesResult.Row> rows = new ArrayList<>();
        List<SamplesResult.TaskRow> kinds = new ArrayList<>();
        for (Path folder : folders) {
            try (Pupil pupil = new Pupil(folder, temperature)) {
                out.println(pupil.name() + " answers");
                Map<Method, List<Outcome>> outcomes = examine(pupil, tasks, seed);
                outcomes.keySet().forEach(method -> rows.add(row(pupil.name(), method, outcomes)));
                kinds.addAll(kinds(pupil.name(), tasks, outcomes));
            }
        }
        List<SamplesResult.LengthRow> lengths = new ArrayList<>();
        for (LengthWorld world : LengthWorld.ALL) {
            for (int samples = 1; samples <= 16; samples *= 2) {
                lengths.add(world.play(samples, ROUNDS, seed));
            }
        }
        return new SamplesResult(seed, items, temperature, List.copyOf(rows), List.copyOf(kinds), lengths);
    }

    private static Map<Method, List<Outcome>> examine(Pupil pupil, List<Task> tasks, long seed) {
        List<Method> methods = Method.all();
        for (int i = 0; i < WARM_UP; i++) {
            for (Method method : methods) {
                pupil.answer(tasks.get(i % tasks.size()), method, i);
            }
        }
        Map<Method, List<Outcome>> outcomes = new LinkedHashMap<>();
        methods.forEach(method -> outcomes.put(method, new ArrayList<>()));
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int item = 0; item < tasks.size(); item++) {
            long own = seeds.nextLong();
            for (int turn = 0; turn < methods.size(); turn++) {
                Method method = methods.get((item + turn) % methods.size());
                list(outcomes, method).add(pupil.answer(tasks.get(item), method, own));
            }
        }
        return outcomes;
    }

    private static List<Outcome> list(Map<Method, List<Outcome>> outcomes, Method method) {
        return Objects.requireNonNull(outcomes.get(method));
    }

    private static double cpu(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(Outcome::cpuSeconds).sum();
    }

    private static double accuracy(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(Outcome::share).average().orElse(0);
    }

    private static SamplesResult.Row row(String model, Method method, Map<Method, List<Outcome>> all) {
        List<Outcome> outcomes = list(all, method);
        double accuracy = accuracy(outcomes);
        Interval interval = Interval.of((int) Math.round(accuracy * outcomes.size()), outcomes.size());
        return new SamplesResult.Row(model, method.name(), accuracy, interval.low(), interval.high(),
                outcomes.stream().mapToInt(Outcome::tokens).average().orElse(0), cpu(outcomes) / cpu(list(all, Method.ONE)));
    }

    private static List<SamplesResult.TaskRow> kinds(String model, List<Task> tasks, Map<Method, List<Outcome>> all) {
        Map<String, List<Integer>> byKind = new TreeMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            byKind.computeIfAbsent(tasks.get(i).name(), name -> new ArrayList<>()).add(i);
        }
        List<SamplesResult.TaskRow> rows = new ArrayList<>();
        byKind.forEach((name, items) -> rows.add(new SamplesResult.TaskRow(model, name, items.size(), accuracy(of(all, Method.ALL, items)),
                tokens(of(all, Method.ALL, items), true), tokens(of(all, Method.ALL, items), false),
                accuracy(of(all, named(all, "first finish 8"), items)), accuracy(of(all, named(all, "majority 8"), items)))));
        return rows;
    }

    private static Method named(Map<Method, List<Outcome>> all, String name) {
        return all.keySet().stream().filter(method -> method.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<Outcome> of(Map<Method, List<Outcome>> all, Method method, List<Integer> items) {
        return items.stream().map(list(all, method)::get).toList();
    }

    private static double tokens(List<Outcome> outcomes, boolean right) {
        return outcomes.stream().flatMap(outcome -> outcome.written().stream()).filter(each -> each.right() == right)
                .mapToInt(Outcome.Written::tokens).average().orElse(0);
    }
}
