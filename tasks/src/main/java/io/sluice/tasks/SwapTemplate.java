package io.sluice.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Swap: k t a b}: neighbours change places, {@code t k b a}; of an odd number the last letter stays. */
final class SwapTemplate implements Template {

    private static final int[] LENGTHS = {4, 5, 6, 7, 8};

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> letters = Words.distinct(Words.LETTERS, LENGTHS[difficulty - 1], random);
        List<String> swapped = new ArrayList<>(letters);
        for (int i = 0; i + 1 < swapped.size(); i += 2) {
            Collections.swap(swapped, i, i + 1);
        }
        return new Exercise("Swap: " + String.join(" ", letters), "", String.join(" ", swapped));
    }
}
