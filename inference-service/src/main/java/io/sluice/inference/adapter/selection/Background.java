package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.Projection;
import org.jspecify.annotations.Nullable;

/**
 * How much of an adapter's prototypes the base's ordinary prompts have, by layer and projection. Prototypes differ in how much
 * any text at all has of them: without this, an adapter that lies along what all prompts share would win too often.
 *
 * @param means      of {@code ‖P·x‖ / ‖x‖}, {@code [layer][projection]}; both absent where nothing is known
 * @param deviations standard deviations of the same between prompts
 */
public record Background(double @Nullable [][] means, double @Nullable [][] deviations) {

    public static final Background UNKNOWN = new Background(null, null);
    private static final double DEVIATION_MIN = 1e-6;

    double above(int layer, Projection projection, double amplified) {
        if (means == null || deviations == null) {
            return amplified;
        }
        return (amplified - means[layer][projection.ordinal()])
                / Math.max(DEVIATION_MIN, deviations[layer][projection.ordinal()]);
    }
}
