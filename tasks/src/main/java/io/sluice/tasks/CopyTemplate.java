package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Repeat: k t a b}; 4 to 12 letters, from difficulty 4 on they may recur. */
final class CopyTemplate implements Template {

    private static final int[] LENGTHS = {4, 6, 8, 10, 12};

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        int length = LENGTHS[difficulty - 1];
        List<String> letters = difficulty < 4
                ? Words.distinct(Words.LETTERS, length, random)
                : Words.any(Words.LETTERS, length, random);
        String text = String.join(" ", letters);
        return new Exercise("Repeat: " + text, "", text);
    }
}
