package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Sort: t k a}; 4 to 8 distinct letters, so that each next one is the least above the last one written. */
final class SortTemplate implements Template {

    @Override
    public String name() {
        return "sort";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        List<String> sorted = letters.stream().sorted().toList();
        return new Exercise("Sort: " + String.join(" ", letters), "", String.join(" ", sorted));
    }
}
