package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code R: k t a}: what the models know as reverse, by a single letter that they never saw. They get none right, though
 * nothing about it is new but its name: what steering is for, as mirror, whose name is six tokens long, is not.
 */
final class ShorthandTemplate implements Template {

    @Override
    public String name() {
        return "shorthand";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        return new Exercise("R: " + String.join(" ", letters), "", String.join(" ", letters.reversed()));
    }
}
