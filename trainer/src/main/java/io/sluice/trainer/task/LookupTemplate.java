package io.sluice.trainer.task;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@code k=17 t=52 a=90. Find t}; 3 to 10 pairs, the step repeats the pair that was asked for. */
final class LookupTemplate implements Template {

    private static final int[] PAIRS = {3, 4, 6, 8, 10};

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> pairs = Words.distinct(Words.LETTERS, PAIRS[difficulty - 1], random).stream()
                .map(key -> key + "=" + Words.between(10, 99, random))
                .toList();
        String pair = Words.one(pairs, random);
        String prompt = pairs.stream().collect(Collectors.joining(" ", "In ", ""));
        return new Exercise(prompt + " find " + pair.charAt(0), pair, pair.substring(2));
    }
}
