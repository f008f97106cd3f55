package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code Count a: k, a, t, a}; the steps spell the letters with the count so far, {@code k0 a1 t1 a2}. The commas keep
 * prompt and steps in stride, so that each letter is copied from the same distance.
 */
final class CountTemplate implements Template {

    private static final int[] LENGTHS = {4, 6, 8, 10, 12};

    @Override
    public String name() {
        return "count";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        int length = LENGTHS[difficulty - 1];
        String wanted = Words.one(Words.FEW_LETTERS, random);
        List<String> others = Words.FEW_LETTERS.stream().filter(letter -> !letter.equals(wanted)).toList();
        List<String> letters = Words.any(others, length, random);
        int hits = Words.between(1, length / 2, random);
        for (int place : Words.distinct(places(length), hits, random)) {
            letters.set(place, wanted);
        }
        int count = 0;
        List<String> steps = new ArrayList<>();
        for (String letter : letters) {
            count += letter.equals(wanted) ? 1 : 0;
            steps.add(letter + count);
        }
        return new Exercise(
                "Count " + wanted + ": " + String.join(", ", letters), String.join(" ", steps), Integer.toString(count));
    }

    private static List<Integer> places(int length) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            places.add(i);
        }
        return places;
    }
}
