package io.sluice.tasks;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** One kind of exercise, drawn at a difficulty and within a split. Thread-safe; the random source is the caller's. */
public final class TaskKind {

    public static final int EASIEST = 1;
    public static final int HARDEST = 5;

    /**
     * A prompt and its problem are in the rarest split with probability 1/400 at least, so this many misses mean a template
     * without prompts there.
     */
    private static final int DRAWS_MAX = 10_000;

    private final Template template;

    TaskKind(Template template) {
        this.template = template;
    }

    /** All there are, in a fixed order: what the shipped models learn, skills, kinds of problem, roles. */
    public static List<String> names() {
        return all().map(Template::name).toList();
    }

    public static Optional<TaskKind> find(String name) {
        return all().filter(template -> template.name().equals(name)).findFirst().map(TaskKind::new);
    }

    private static Stream<Template> all() {
        return Stream.of(Templates.ALL, Templates.HELD_OUT, Templates.PROBLEMS, Templates.ROLES).flatMap(List::stream);
    }

    public String name() {
        return template.name();
    }

    /**
     * @param difficulty {@link #EASIEST} to {@link #HARDEST}
     * @return a task whose prompt, and whose problem where the prompt holds more than it, are in the split
     */
    public Task draw(int difficulty, Split split, RandomGenerator random) {
        if (difficulty < EASIEST || difficulty > HARDEST) {
            throw new IllegalArgumentException("difficulty " + difficulty);
        }
        for (int draw = 0; draw < DRAWS_MAX; draw++) {
            Exercise exercise = template.draw(difficulty, random);
            if (Split.of(exercise.prompt()) == split && Split.of(template.problem(exercise.prompt())) == split) {
                return Task.of(template.name(), difficulty, exercise);
            }
        }
        throw new IllegalStateException(template.name() + " has no prompt of difficulty " + difficulty + " in " + split);
    }
}
