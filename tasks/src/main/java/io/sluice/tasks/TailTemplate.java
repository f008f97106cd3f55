package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Tail: k t a b}: 4 to 8 letters without the first, {@code t a b}. */
final class TailTemplate implements Template {

    @Override
    public String name() {
        return "tail";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        return new Exercise(
                "Tail: " + String.join(" ", letters), "", String.join(" ", letters.subList(1, letters.size())));
    }
}
