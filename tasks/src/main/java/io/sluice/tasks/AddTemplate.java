package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code Add: 347+285}; each step adds two digits and the carry, from the right, with a result of two digits so that
 * all steps are equally wide: {@code 7+5+0=12 4+8+1=13 3+2+1=06}.
 */
final class AddTemplate implements Template {

    private static final int[] DIGITS = {2, 2, 3, 4, 5};

    @Override
    public String name() {
        return "add";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        int digits = DIGITS[difficulty - 1];
        int low = (int) Math.pow(10, digits - 1);
        int left = Words.between(low, 10 * low - 1, random);
        int right = Words.between(low, 10 * low - 1, random);
        if (difficulty == 1) {
            // The easiest sums carry nothing.
            left = Words.between(10, 89, random);
            right = Words.between(1, 9 - left / 10, random) * 10 + Words.between(0, 9 - left % 10, random);
        }
        List<String> steps = new ArrayList<>();
        int carry = 0;
        for (int l = left, r = right, i = 0; i < digits; i++, l /= 10, r /= 10) {
            int sum = l % 10 + r % 10 + carry;
            steps.add(l % 10 + "+" + r % 10 + "+" + carry + "=" + sum / 10 + sum % 10);
            carry = sum / 10;
        }
        return new Exercise("Add: " + left + "+" + right, String.join(" ", steps), Integer.toString(left + right));
    }
}
