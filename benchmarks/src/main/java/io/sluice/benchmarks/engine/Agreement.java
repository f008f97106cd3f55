package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.TopLogits;
import io.sluice.benchmarks.engine.model.Format;
import java.util.List;

/**
 * Whether a contender computes what another one does: the most likely token after each of several positions, where all
 * read the same tokens. Two tokens whose logits are nearly equal may come in either order, since every engine rounds
 * differently.
 *
 * @param positions  compared
 * @param same       positions with the same most likely token
 * @param nearTies   positions where they differ and the reference gives its own at most {@link #TOLERANCE} more
 * @param difference largest difference between the logits of a token, where both told it
 */
public record Agreement(
        Format format, String engine, String reference, int positions, int same, int nearTies, double difference) {

    /** Logits of the generated model deviate by about 0.9 from their mean. */
    public static final double TOLERANCE = 0.25;

    public boolean agreed() {
        return same + nearTies == positions && difference <= TOLERANCE;
    }

    /** Both lists have a position for a position. */
    static Agreement of(Format format, EngineName engine, List<TopLogits> told, EngineName reference, List<TopLogits> expected) {
        if (told.size() != expected.size() || told.isEmpty()) {
            throw new IllegalArgumentException(told.size() + " positions and " + expected.size() + " can't be compared");
        }
        int same = 0;
        int nearTies = 0;
        double difference = 0;
        for (int i = 0; i < told.size(); i++) {
            TopLogits ours = told.get(i);
            TopLogits theirs = expected.get(i);
            int at = indexOf(theirs.tokens(), ours.tokens()[0]);
            same += at == 0 ? 1 : 0;
            nearTies += at > 0 && theirs.logits()[0] - theirs.logits()[at] <= TOLERANCE ? 1 : 0;
            difference = Math.max(difference, largestDifference(ours, theirs));
        }
        return new Agreement(format, engine.label(), reference.label(), told.size(), same, nearTies, difference);
    }

    /** The larger of the two may be anything where a token is told by one alone, so only shared ones count. */
    private static double largestDifference(TopLogits a, TopLogits b) {
        double largest = Double.NaN;
        for (int i = 0; i < a.tokens().length; i++) {
            int at = indexOf(b.tokens(), a.tokens()[i]);
            if (at >= 0) {
                double difference = Math.abs(a.logits()[i] - b.logits()[at]);
                largest = Double.isNaN(largest) ? difference : Math.max(largest, difference);
            }
        }
        return Double.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
    }

    private static int indexOf(int[] tokens, int token) {
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == token) {
                return i;
            }
        }
        return -1;
    }
}
