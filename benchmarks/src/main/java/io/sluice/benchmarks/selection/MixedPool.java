package io.sluice.benchmarks.selection;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A pool in which a known share of rows is of the kinds that are wanted, and a small sample of these kinds. Many other rows are
 * near them: problems in the same words that ask for something else, and rows that look right and are answered wrongly. The rest
 * is what the base model knows, and skills. The roles of agents are left out, since they answer the same questions in other
 * ways, which no model could tell apart. No prompt of the target is in the pool.
 *
 * @param rows   the pool; the kind is a label, which no selector reads
 * @param target what is wanted, answered rightly
 * @param kinds  that are wanted
 */
public record MixedPool(List<Row> rows, List<Row> target, List<String> kinds) {

    static final String SPOILED = "spoiled";
    private static final String KIND = "kind";

    /**
     * What a pool is drawn from, in shares of its rows; what is left are the other kinds that the base model knows, and skills.
     *
     * @param rows    of the pool
     * @param targets rows of the target
     * @param kinds   that are wanted
     * @param wanted  share of them
     * @param spoiled share of rows with their prompts and wrong answers
     * @param like    kinds that look like them
     * @param near    share of these
     */
    public record Mix(int rows, int targets, List<String> kinds, double wanted, double spoiled, List<String> like, double near) {

        public static final Mix USUAL = new Mix(20_000, 200, List.of("prices"), 0.03, 0.01,
                List.of("order", "change", "stock", "payer", "enough", "cell", "shop", "story", "table"), 0.30);

        /** The same proportions. */
        Mix of(int rows, int targets) {
            return new Mix(rows, targets, kinds, wanted, spoiled, like, near);
        }

        private List<String> far() {
            return Stream.concat(TaskGenerator.names().stream(), TaskGenerator.skills().stream())
                    .filter(name -> !kinds.contains(name) && !like.contains(name)).toList();
        }
    }

    public static MixedPool draw(Mix mix, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TaskGenerator wanted = stream(mix.kinds(), random);
        TaskGenerator near = stream(mix.like(), random);
        TaskGenerator far = stream(mix.far(), random);
        List<Row> target = new ArrayList<>();
        Set<String> prompts = new HashSet<>();
        while (target.size() < mix.targets()) {
            Task task = wanted.next();
            if (prompts.add(task.prompt())) {
                target.add(row(target.size(), task, task.name()));
            }
        }
        Predicate<Task> fresh = task -> !prompts.contains(task.prompt());
        List<Row> rows = new ArrayList<>(mix.rows());
        for (int i = 0; i < mix.rows(); i++) {
            double draw = random.nextDouble();
            if ((draw -= mix.wanted()) < 0) {
                Task task = next(wanted, fresh);
                rows.add(row(i, task, task.name()));
            } else if ((draw -= mix.spoiled()) < 0) {
                rows.add(row(i, spoiled(wanted, fresh), SPOILED));
            } else {
                TaskGenerator other = draw - mix.near() < 0 ? near : far;
                Task task = other.next();
                rows.add(row(i, task, task.name()));
            }
        }
        return new MixedPool(List.copyOf(rows), List.copyOf(target), mix.kinds());
    }

    /** Of the kinds that are wanted, and in no pool: for grading. */
    public static List<Task> heldOut(Mix mix, int items, long seed) {
        TaskGenerator generator = TaskGenerator.ofKinds(mix.kinds(), seed, Split.TEST);
        Set<String> prompts = new HashSet<>();
        return Stream.generate(generator::next).filter(task -> prompts.add(task.prompt())).limit(items).toList();
    }

    private static TaskGenerator stream(List<String> kinds, SplittableRandom random) {
        return TaskGenerator.ofKinds(kinds, random.nextLong(), Split.TRAIN);
    }

    private static Task next(TaskGenerator wanted, Predicate<Task> fresh) {
        return Stream.generate(wanted::next).filter(fresh).findFirst().orElseThrow();
    }

    /** A prompt with what another one of its kind is answered. */
    private static Task spoiled(TaskGenerator wanted, Predicate<Task> fresh) {
        Task asked = next(wanted, fresh);
        Task other = Stream.generate(wanted::next)
                .filter(task -> task.name().equals(asked.name()) && !task.answer().equals(asked.answer())).findFirst().orElseThrow();
        return new Task(asked.name(), asked.difficulty(), asked.prompt(), other.completion(), other.answer());
    }

    private static Row row(long ordinal, Task task, String kind) {
        return new Row(ordinal, null, RowForm.INSTRUCTION, task.prompt(), task.completion(), Map.of(KIND, kind));
    }

    /** What the row is to learn from. */
    static Task task(Row row) {
        String answer = row.response().substring(row.response().lastIndexOf(Task.MARK) + Task.MARK.length()).strip();
        return new Task(kind(row), 1, row.prompt(), row.response(), answer);
    }

    static String kind(Row row) {
        return row.labels().getOrDefault(KIND, "");
    }

    boolean wanted(Row row) {
        return kinds.contains(kind(row));
    }

    /** The share of rows that are wanted. */
    double share() {
        return rows.stream().filter(this::wanted).count() / (double) rows.size();
    }
}
