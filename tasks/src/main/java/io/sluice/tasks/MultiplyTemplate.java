package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Multiply: 347*6}; each step is a digit's product and the carry, {@code 7*6+0=42 4*6+4=28 3*6+2=20}. */
final class MultiplyTemplate implements Template {

    private static final int[] DIGITS = {3, 3, 3, 4, 4};
    private static final int[] FACTOR_MIN = {2, 4, 7, 2, 6};
    private static final int[] FACTOR_MAX = {3, 6, 9, 5, 9};

    @Override
    public String name() {
        return "multiply";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        int digits = DIGITS[difficulty - 1];
        int low = (int) Math.pow(10, digits - 1);
        int number = Words.between(low, 10 * low - 1, random);
        int factor = Words.between(FACTOR_MIN[difficulty - 1], FACTOR_MAX[difficulty - 1], random);
        List<String> steps = new ArrayList<>();
        int carry = 0;
        for (int rest = number, i = 0; i < digits; i++, rest /= 10) {
            int product = rest % 10 * factor + carry;
            steps.add(rest % 10 + "*" + factor + "+" + carry + "=" + product / 10 + product % 10);
            carry = product / 10;
        }
        return new Exercise(
                "Multiply: " + number + "*" + factor, String.join(" ", steps), Integer.toString(number * factor));
    }
}
