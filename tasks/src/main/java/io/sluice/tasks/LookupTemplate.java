package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code Codes: k17 t52 a90 b31; find a}; the steps walk through the 3 to 8 codes until they meet the letter,
 * {@code k17 t52 a90}. Without the walk a model has to find a token by its content, which tiny models learn very late.
 */
final class LookupTemplate implements Template {

    private static final int[] CODES = {3, 4, 5, 6, 8};

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> codes = new ArrayList<>();
        for (String letter : Words.distinct(Words.FEW_LETTERS, CODES[difficulty - 1], random)) {
            codes.add(letter + Words.between(10, 99, random));
        }
        int place = random.nextInt(codes.size());
        String asked = codes.get(place);
        String prompt = "Codes: " + String.join(" ", codes) + "; find " + asked.charAt(0);
        return new Exercise(prompt, String.join(" ", codes.subList(0, place + 1)), asked.substring(1));
    }
}
