package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The numbers a policy runs with. Entropies are in nats.
 *
 * @param rule       which entropy decides; only for {@link Policy#ENTROPY}
 * @param threshold  the policy's dial: entropy above which the large model writes ({@code entropy}), probability of a
 *                   wrong small answer above which the large model is chosen ({@code probe}), or uncertainty above
 *                   which a small answer is escalated ({@code cascade}); {@code +Infinity} is written as a large number
 * @param window     tokens in the rolling mean, 1..64
 * @param minRun     tokens a model writes at least before it may hand over, 1..256
 * @param coolDown   tokens the small model keeps the pen after the large one handed back, 0..256
 * @param largeShare probability of a large token under {@link Policy#RANDOM}, 0..1
 * @param seed       seed of the random policy's draws
 * @param samples    several samples, of which one becomes the answer; absent: one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dials(
        @Nullable EntropyRule rule,
        double threshold,
        int window,
        int minRun,
        int coolDown,
        double largeShare,
        long seed,
        @Nullable SamplePlan samples,
        @Nullable AdapterDials adapters) {

    /** For a model that is named. */
    public Dials(@Nullable EntropyRule rule, double threshold, int window, int minRun, int coolDown, double largeShare, long seed,
            @Nullable SamplePlan samples) {
        this(rule, threshold, window, minRun, coolDown, largeShare, seed, samples, null);
    }

    /** One sample. */
    public Dials(@Nullable EntropyRule rule, double threshold, int window, int minRun, int coolDown, double largeShare, long seed) {
        this(rule, threshold, window, minRun, coolDown, largeShare, seed, null);
    }

    /** The same numbers for other samples. */
    public Dials withSamples(@Nullable SamplePlan other) {
        return new Dials(rule, threshold, window, minRun, coolDown, largeShare, seed, other, adapters);
    }
}
