package io.sluice.workflow.tool;

/**
 * What any call may take.
 *
 * @param seconds     for one call
 * @param resultChars of a result; a longer one is refused, not cut: half an answer reads like a whole one
 */
public record ToolLimits(double seconds, int resultChars) {

    public static final ToolLimits STANDARD = new ToolLimits(10, 65_536);

    public ToolLimits {
        if (!(seconds > 0) || resultChars < 1) {
            throw new IllegalArgumentException("limits of tools must be greater than 0");
        }
    }
}
