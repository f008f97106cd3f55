package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@code Even: 47,82,28}; each step is a number and how many were even so far, {@code 47:0 82:1 28:2}. */
final class EvenTemplate implements Template {

    @Override
    public String name() {
        return "even";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<Integer> numbers = Words.distinct(Words.TWO_DIGITS, 2 + difficulty, random);
        int count = 0;
        List<String> steps = new ArrayList<>();
        for (int number : numbers) {
            count += number % 2 == 0 ? 1 : 0;
            steps.add(number + ":" + count);
        }
        String prompt = numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "Even: ", ""));
        return new Exercise(prompt, String.join(" ", steps), Integer.toString(count));
    }
}
