package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Reverse: k t a}; 4 to 8 letters, at difficulty 5 they may recur. */
final class ReverseTemplate implements Template {

    @Override
    public String name() {
        return "reverse";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        int length = 3 + difficulty;
        List<String> letters = difficulty < 5
                ? Words.distinct(Words.LETTERS, length, random)
                : Words.any(Words.LETTERS, length, random);
        return new Exercise("Reverse: " + String.join(" ", letters), "", String.join(" ", letters.reversed()));
    }
}
