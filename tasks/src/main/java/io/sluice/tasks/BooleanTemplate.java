package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code Logic: true; k and false; t or true}, worked from left to right; the letters name the operations, so that a
 * step finds its own: {@code k true and false is false}.
 */
final class BooleanTemplate implements Template {

    private static final List<String> OPERATORS = List.of("and", "or", "xor");

    @Override
    public String name() {
        return "boolean";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        boolean value = random.nextBoolean();
        StringBuilder prompt = new StringBuilder("Logic: " + value);
        List<String> steps = new ArrayList<>();
        for (String label : Words.distinct(Words.LETTERS, 1 + difficulty, random)) {
            String operator = Words.one(OPERATORS, random);
            boolean operand = random.nextBoolean();
            boolean result = apply(operator, value, operand);
            prompt.append("; ").append(label).append(' ').append(operator).append(' ').append(operand);
            steps.add(label + " " + value + " " + operator + " " + operand + " is " + result);
            value = result;
        }
        return new Exercise(prompt.toString(), String.join(" ", steps), Boolean.toString(value));
    }

    private static boolean apply(String operator, boolean left, boolean right) {
        return switch (operator) {
            case "and" -> left && right;
            case "or" -> left || right;
            default -> left ^ right;
        };
    }
}
