package io.sluice.workflow.tool.arithmetic;

/** Values of arithmetic as people write it. */
public final class ArithmeticText {

    /** Characters. */
    public static final int LENGTH_MAX = 2000;

    /** What a text is worth. */
    public sealed interface Outcome {
    }

    /** @param text a whole number, a decimal, or a fraction {@code a/b (about c)} */
    public record Exact(String text) implements Outcome {
    }

    /** @param message for the author */
    public record Wrong(String message) implements Outcome {
    }

    private ArithmeticText() {
    }

    public static Outcome value(String text) {
        if (text.length() > LENGTH_MAX) {
            return new Wrong("longer than " + LENGTH_MAX + " characters");
        }
        try {
            return new Exact(new ArithmeticParser(text).value().text());
        } catch (ArithmeticException wrong) {
            return new Wrong(wrong.getMessage());
        }
    }
}
