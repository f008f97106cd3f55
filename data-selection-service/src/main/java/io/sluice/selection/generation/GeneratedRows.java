package io.sluice.selection.generation;

import io.sluice.selection.selector.Draws;
import io.sluice.tasks.Grader;
import io.sluice.tasks.Oracle;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskKind;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The rows of a generation as lines of JSON, one at a time (TemplateGSM, Zhang et al. 2024: templates with ranges, answers
 * by a program, checked by another).
 *
 * <p>Row i follows from the seed and i alone: more rows of the same seed begin with the fewer. A row is given away only
 * when {@link Oracle}, which reads the prompt's text and knows no template, comes to the same answer, and {@link Grader}
 * finds it in the completion; what fails is counted and drawn anew. Memory does not grow with the rows. Not thread-safe.
 */
public final class GeneratedRows implements Iterator<byte[]> {

    /** A template of which so many in a row are wrong is broken. */
    private static final int REFUSED_MAX = 100;

    /** Where exercises come from. */
    interface Source {
        Task draw(TaskKind kind, int difficulty, Split split, RandomGenerator random);
    }

    private final Generation generation;
    private final Source source;
    private final Predicate<Task> verified;
    private final double weights;
    private int next;
    private long refused;

    public GeneratedRows(Generation generation) {
        this(generation, TaskKind::draw);
    }

    GeneratedRows(Generation generation, Source source) {
        this.generation = generation;
        this.source = source;
        this.verified = task -> Oracle.agrees(task) && Grader.isCorrect(task, task.completion());
        this.weights = generation.templates().stream().mapToDouble(Generation.Weighted::weight).sum();
    }

    @Override
    public boolean hasNext() {
        return next < generation.rows();
    }

    /** @throws IllegalStateException where a template's answers are wrong again and again */
    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return TaskLine.of(row(next++), generation.form());
    }

    /** Answers so far that the oracle did not agree with; none of them was given away. */
    public long refused() {
        return refused;
    }

    private Task row(long ordinal) {
        RandomGenerator random = Draws.at(generation.seed(), ordinal);
        TaskKind kind = kind(random);
        int difficulty = generation.level().draw(random);
        for (int attempt = 0; attempt < REFUSED_MAX; attempt++) {
            Task task = source.draw(kind, difficulty, generation.split(), random);
            if (verified.test(task)) {
                return task;
            }
            refused++;
        }
        throw new IllegalStateException("template " + kind.name() + " gives wrong answers at difficulty " + difficulty);
    }

    private TaskKind kind(RandomGenerator random) {
        double left = random.nextDouble() * weights;
        for (Generation.Weighted each : generation.templates()) {
            left -= each.weight();
            if (left < 0) {
                return each.kind();
            }
        }
        return generation.templates().getLast().kind();
    }
}
