package io.sluice.tasks;

import java.util.random.RandomGenerator;

/**
 * One kind of exercise.
 *
 * <p>Worked steps are written so that every token follows from few others at a fixed distance or next to an equal
 * token: that is what a model of two layers can learn. Difficulty grows by length, so that the last steps of the hard
 * end are where a small model hesitates.
 */
interface Template {

    String name();

    /** @param difficulty 1..5 */
    Exercise draw(int difficulty, RandomGenerator random);

    /** The part of a prompt that the exercise is about: it has to be in the split too. */
    default String problem(String prompt) {
        return prompt;
    }
}
