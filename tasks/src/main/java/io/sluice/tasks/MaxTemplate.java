package io.sluice.tasks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@code Max: 47,81,29}; each step is a number and the largest so far, {@code 47:47 81:81 29:81}. */
final class MaxTemplate implements Template {

    @Override
    public String name() {
        return "max";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<Integer> numbers = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        while (numbers.size() < 2 + difficulty) {
            int number = Words.between(10, 99, random);
            if (seen.add(number)) {
                numbers.add(number);
            }
        }
        int largest = 0;
        List<String> steps = new ArrayList<>();
        for (int number : numbers) {
            largest = Math.max(largest, number);
            steps.add(number + ":" + largest);
        }
        String prompt = numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "Max: ", ""));
        return new Exercise(prompt, String.join(" ", steps), Integer.toString(largest));
    }
}
