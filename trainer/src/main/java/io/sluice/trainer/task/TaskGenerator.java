package io.sluice.trainer.task;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An endless, seeded stream of tasks of one split: template and difficulty uniform, the exercise drawn until its prompt
 * falls into the split. Not thread-safe.
 */
public final class TaskGenerator {

    /** A prompt is in the rarest split with probability 1/20, so this many misses mean a template without prompts there. */
    private static final int DRAWS_MAX = 10_000;

    private final RandomGenerator random;
    private final Split split;
    private final List<Template> templates;

    public TaskGenerator(long seed, Split split) {
        this(seed, split, Templates.ALL);
    }

    TaskGenerator(long seed, Split split, List<Template> templates) {
        this.random = new SplittableRandom(seed);
        this.split = split;
        this.templates = templates;
    }

    /** The names of all kinds of task that the shipped models learn, in a fixed order. */
    public static List<String> names() {
        return Templates.ALL.stream().map(Template::name).toList();
    }

    /** The names of the skills, which the shipped models never saw. */
    public static List<String> skills() {
        return Templates.HELD_OUT.stream().map(Template::name).toList();
    }

    /**
     * A stream of one skill.
     *
     * @throws IllegalArgumentException if there is no skill of that name
     */
    public static TaskGenerator ofSkill(String name, long seed, Split split) {
        List<Template> named =
                Templates.HELD_OUT.stream().filter(template -> template.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("no skill " + name + "; there are " + skills());
        }
        return new TaskGenerator(seed, split, named);
    }

    public Task next() {
        Template template = templates.get(random.nextInt(templates.size()));
        int difficulty = 1 + random.nextInt(5);
        for (int draw = 0; draw < DRAWS_MAX; draw++) {
            Exercise exercise = template.draw(difficulty, random);
            if (Split.of(exercise.prompt()) == split) {
                return Task.of(template.name(), difficulty, exercise);
            }
        }
        throw new IllegalStateException(template.name() + " has no prompt of difficulty " + difficulty + " in " + split);
    }
}
