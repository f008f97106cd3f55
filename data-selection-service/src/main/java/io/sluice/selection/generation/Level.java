package io.sluice.selection.generation;

import io.sluice.tasks.TaskKind;
import java.util.random.RandomGenerator;

/** Draws the difficulty of a row. */
interface Level {

    /** Each equally often. */
    Level EVEN = random -> random.nextInt(TaskKind.EASIEST, TaskKind.HARDEST + 1);

    /** From {@link TaskKind#EASIEST} to {@link TaskKind#HARDEST}. */
    int draw(RandomGenerator random);

    /**
     * 1 + Binomial(4, dial): on average 1 + 4·dial, always 1 at 0 and always 5 at 1, and at most one point of spread
     * between.
     */
    static Level around(double dial) {
        return random -> {
            int level = TaskKind.EASIEST;
            for (int step = TaskKind.EASIEST; step < TaskKind.HARDEST; step++) {
                level += random.nextDouble() < dial ? 1 : 0;
            }
            return level;
        };
    }
}
