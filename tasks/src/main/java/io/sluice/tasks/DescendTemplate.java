package io.sluice.tasks;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Descend: k t a}: 4 to 8 distinct letters from z to a, the sort that the models know turned round. */
final class DescendTemplate implements Template {

    @Override
    public String name() {
        return "descend";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        List<String> sorted = letters.stream().sorted(Comparator.reverseOrder()).toList();
        return new Exercise("Descend: " + String.join(" ", letters), "", String.join(" ", sorted));
    }
}
