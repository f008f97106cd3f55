package io.sluice.tasks;

import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Mirror: k t a}: what the models know as reverse, under a name that they never saw. */
final class MirrorTemplate implements Template {

    @Override
    public String name() {
        return "mirror";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, 3 + difficulty, random);
        return new Exercise("Mirror: " + String.join(" ", letters), "", String.join(" ", letters.reversed()));
    }
}
