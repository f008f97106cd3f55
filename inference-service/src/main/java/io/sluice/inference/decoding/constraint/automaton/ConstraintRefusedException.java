package io.sluice.inference.decoding.constraint.automaton;

/**
 * The constraint asked for cannot be kept exactly, or within bounds. Thrown inside the compilers; callers of
 * the constraint compiler see it as a value.
 */
public final class ConstraintRefusedException extends RuntimeException {

    private final String path;

    /**
     * @param path where in the input: a JSON pointer of a schema ({@code #/properties/a/not}), a line of a grammar, a
     *     position of a pattern; empty for the whole
     */
    public ConstraintRefusedException(String path, String reason) {
        super(reason, null, false, false);
        this.path = path;
    }

    public String path() {
        return path;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
