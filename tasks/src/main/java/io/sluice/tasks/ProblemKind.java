package io.sluice.tasks;

import java.util.random.RandomGenerator;

/** A template of problems; what it draws as an exercise is the problem with the work of somebody who answers alone. */
interface ProblemKind extends Template {

    /** @param difficulty 1..5; up to 2 the numbers are no larger than those that the shipped models know */
    Problem pose(int difficulty, RandomGenerator random);

    @Override
    default Exercise draw(int difficulty, RandomGenerator random) {
        return pose(difficulty, random).exercise();
    }
}
