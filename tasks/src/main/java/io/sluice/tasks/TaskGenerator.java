package io.sluice.tasks;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * An endless, seeded stream of tasks of one split: template and difficulty uniform, the exercise drawn until its prompt
 * falls into the split. Not thread-safe.
 */
public final class TaskGenerator {

    /** The name of all kinds of problem together. */
    public static final String MULTI_STEP = "multi-step";

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

    /** The names of the kinds of problem that {@link #MULTI_STEP} mixes. */
    public static List<String> problems() {
        return Templates.PROBLEMS.stream().map(Template::name).toList();
    }

    /** What an adapter can learn: the skills, the kinds of problem, the roles of agents, and {@link #MULTI_STEP}. */
    public static List<String> teachable() {
        return Stream.concat(all().map(Template::name), Stream.of(MULTI_STEP)).toList();
    }

    private static Stream<Template> all() {
        return Stream.of(Templates.HELD_OUT, Templates.PROBLEMS, Templates.ROLES).flatMap(List::stream);
    }

    /**
     * A stream of one skill, of a kind of problem, of a role, or of {@link #MULTI_STEP}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static TaskGenerator ofSkill(String name, long seed, Split split) {
        List<Template> named = name.equals(MULTI_STEP)
                ? List.copyOf(Templates.PROBLEMS)
                : all().filter(template -> template.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("no skill " + name + "; there are " + teachable());
        }
        return new TaskGenerator(seed, split, named);
    }

    /**
     * A stream of several kinds of task, whatever the shipped models know of them.
     *
     * @throws IllegalArgumentException if there is none of some name
     */
    public static TaskGenerator ofKinds(List<String> names, long seed, Split split) {
        List<Template> named = Stream.concat(Templates.ALL.stream(), all()).filter(template -> names.contains(template.name())).toList();
        if (named.size() != names.size()) {
            throw new IllegalArgumentException("of " + names + " there are only " + named.stream().map(Template::name).toList());
        }
        return new TaskGenerator(seed, split, named);
    }

    public Task next() {
        Template template = templates.get(random.nextInt(templates.size()));
        int difficulty = TaskKind.EASIEST + random.nextInt(TaskKind.HARDEST);
        return new TaskKind(template).draw(difficulty, split, random);
    }
}
