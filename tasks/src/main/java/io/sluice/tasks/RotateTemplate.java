package io.sluice.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Rotate: k t a b}: the first of 4 to 8 letters goes to the end, {@code t a b k}. */
final class RotateTemplate implements Template {

    @Override
    public String name() {
        return "rotate";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        List<String> turned = new ArrayList<>(letters);
        Collections.rotate(turned, -1);
        return new Exercise("Rotate: " + String.join(" ", letters), "", String.join(" ", turned));
    }
}
