package io.sluice.selection.mixing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants mixed; {@link MixPlan#of} checks it.
 *
 * @param strategy {@code dmt} (usual), {@code multi-task}, {@code sequential} or {@code mixed-sequential}
 * @param special  sets for abilities that take much data, at least one
 * @param general  sets for abilities that take little, at least one
 * @param replay   k of DMT: the fraction of each specialised set that is seen again with the general ones, 0 to 1; usual 1/256
 * @param seed     of what is drawn; usual 1
 */
public record MixRequest(
        @Nullable String strategy,
        @Nullable List<@Nullable Source> special,
        @Nullable List<@Nullable Source> general,
        @Nullable Double replay,
        @Nullable Long seed) {

    /**
     * @param dataset name or digest
     * @param rows    to draw from it; usual: all
     */
    public record Source(@Nullable String dataset, @Nullable Integer rows) {
    }
}
