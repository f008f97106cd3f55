package io.sluice.trainer.adapter;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * An endless stream in which each task is, with the probability of the replay share, a fresh one of the mix that the
 * model knows, and otherwise the next of the data, which is shuffled for every pass over it. Replay keeps a skill from
 * destroying the others (Robins 1995).
 */
final class MixedTasks implements Supplier<Task> {

    private final List<Task> data;
    private final double replay;
    private final TaskGenerator old;
    private final SplittableRandom random;
    private final Deque<Task> pass = new ArrayDeque<>();

    MixedTasks(List<Task> data, double replay, long seed) {
        this.data = data;
        this.replay = replay;
        this.old = new TaskGenerator(seed, Split.TRAIN);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public Task get() {
        if (random.nextDouble() < replay) {
            return old.next();
        }
        if (pass.isEmpty()) {
            List<Task> shuffled = new ArrayList<>(data);
            Collections.shuffle(shuffled, new Random(random.nextLong()));
            pass.addAll(shuffled);
        }
        return pass.remove();
    }
}
