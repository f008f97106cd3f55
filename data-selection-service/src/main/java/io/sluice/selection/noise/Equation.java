package io.sluice.selection.noise;

import java.util.List;

/**
 * One step, {@code 12*38+5=461}; products and quotients before sums, otherwise from left to right.
 *
 * @param operands  places of its numbers among the trace's slots
 * @param operators between them, one fewer
 * @param result    place of what it comes to
 */
record Equation(List<Integer> operands, String operators, int result) {

    static final long VALUE_MAX = 999_999_999_999_999L;

    /**
     * @param values of the operands
     * @throws ArithmeticException where it divides by zero or a value exceeds {@link #VALUE_MAX}
     */
    long value(long[] values) {
        long sum = 0;
        long product = values[0];
        for (int i = 1; i < values.length; i++) {
            switch (operators.charAt(i - 1)) {
                case '*' -> product = within(Math.multiplyExact(product, values[i]));
                case '/' -> product = Math.floorDiv(product, values[i]);
                case '-' -> {
                    sum = within(sum + product);
                    product = -values[i];
                }
                default -> {
                    sum = within(sum + product);
                    product = values[i];
                }
            }
        }
        return within(sum + product);
    }

    /** Whether every division has no remainder. */
    boolean exact(long[] values) {
        long product = values[0];
        for (int i = 1; i < values.length; i++) {
            switch (operators.charAt(i - 1)) {
                case '*' -> product *= values[i];
                case '/' -> {
                    if (values[i] == 0 || product % values[i] != 0) {
                        return false;
                    }
                    product /= values[i];
                }
                default -> product = values[i];
            }
        }
        return true;
    }

    private static long within(long value) {
        if (Math.abs(value) > VALUE_MAX) {
            throw new ArithmeticException("too large");
        }
        return value;
    }
}
