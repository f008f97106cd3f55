package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@code Min: 47,81,29}; each step is a number and the smallest so far, {@code 47:47 81:47 29:29}. */
final class MinTemplate implements Template {

    @Override
    public String name() {
        return "min";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<Integer> numbers = Words.distinct(Words.TWO_DIGITS, 2 + difficulty, random);
        int smallest = Integer.MAX_VALUE;
        List<String> steps = new ArrayList<>();
        for (int number : numbers) {
            smallest = Math.min(smallest, number);
            steps.add(number + ":" + smallest);
        }
        String prompt = numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "Min: ", ""));
        return new Exercise(prompt, String.join(" ", steps), Integer.toString(smallest));
    }
}
