package io.sluice.trainer.task;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Codes: k17 t52 a90; find a t}; 3 to 10 codes of which up to three are asked for, each step repeats one. */
final class LookupTemplate implements Template {

    private static final int[] CODES = {3, 4, 6, 8, 10};
    private static final int[] ASKED = {1, 2, 2, 3, 3};

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> codes = new ArrayList<>();
        for (String letter : Words.distinct(Words.LETTERS, CODES[difficulty - 1], random)) {
            codes.add(letter + Words.between(10, 99, random));
        }
        List<String> asked = Words.distinct(codes, ASKED[difficulty - 1], random);
        String letters = String.join(" ", asked.stream().map(code -> code.substring(0, 1)).toList());
        String numbers = String.join(" ", asked.stream().map(code -> code.substring(1)).toList());
        String prompt = "Codes: " + String.join(" ", codes) + "; find " + letters;
        return new Exercise(prompt, String.join(" ", asked), numbers);
    }
}
