package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@code Double: k t a}: each of 4 to 8 letters twice, {@code k k t t a a}. */
final class DoubleTemplate implements Template {

    @Override
    public String name() {
        return "double";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        String twice = letters.stream().map(letter -> letter + " " + letter).collect(Collectors.joining(" "));
        return new Exercise("Double: " + String.join(" ", letters), "", twice);
    }
}
