package io.sluice.selection.selector;

import java.math.BigDecimal;
import java.util.List;

/** Something about a selector that a job may set. Values come from JSON or from a command line, where all are text. */
public sealed interface Knob {

    String name();

    /** One line for a person. */
    String meaning();

    /** Taken where a job says nothing: a Double or a String. */
    Object usual();

    /** What values there are, for a person. */
    String range();

    /**
     * @return the value as it is kept: a Double or a String
     * @throws IllegalArgumentException where it is none of this knob's; the message says why
     */
    Object read(Object given);

    /**
     * A number.
     *
     * @param whole whether it has to be an integer
     */
    record Quantity(String name, Double usual, double min, double max, boolean whole, String meaning) implements Knob {

        /** An integer. */
        public static Quantity count(String name, long usual, long min, long max, String meaning) {
            return new Quantity(name, (double) usual, min, max, true, meaning);
        }

        /** Any number between bounds. */
        public static Quantity of(String name, double usual, double min, double max, String meaning) {
            return new Quantity(name, usual, min, max, false, meaning);
        }

        @Override
        public String range() {
            return show(min) + " to " + show(max);
        }

        @Override
        public Double read(Object given) {
            double value = switch (given) {
                case Number number -> number.doubleValue();
                case String text -> number(text);
                default -> throw new IllegalArgumentException("has to be a number");
            };
            if (!(value >= min && value <= max)) {
                throw new IllegalArgumentException("is not within " + range());
            }
            if (whole && value != Math.rint(value)) {
                throw new IllegalArgumentException("has to be a whole number");
            }
            return value + 0.0;
        }

        private static double number(String text) {
            try {
                return Double.parseDouble(text.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("has to be a number", e);
            }
        }

        private static String show(double value) {
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
    }

    /** One of a few words. */
    record Choice(String name, String usual, List<String> options, String meaning) implements Knob {

        @Override
        public String range() {
            return String.join(", ", options);
        }

        @Override
        public String read(Object given) {
            if (given instanceof String text && options.contains(text)) {
                return text;
            }
            throw new IllegalArgumentException("has to be one of " + range());
        }
    }

    /**
     * Free text, such as a model's name.
     *
     * @param usual empty: none
     */
    record Text(String name, String usual, int lengthMax, String meaning) implements Knob {

        @Override
        public String range() {
            return "text of at most " + lengthMax + " characters";
        }

        @Override
        public String read(Object given) {
            if (given instanceof String text && text.length() <= lengthMax) {
                return text;
            }
            throw new IllegalArgumentException("has to be a " + range());
        }
    }
}
