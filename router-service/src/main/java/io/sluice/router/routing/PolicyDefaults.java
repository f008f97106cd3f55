package io.sluice.router.routing;

import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import org.jspecify.annotations.Nullable;

/**
 * What runs while no calibration is in force and the caller sets nothing.
 *
 * @param policy    for {@code sluice-auto}
 * @param rule      for {@link Policy#ENTROPY}
 * @param current   dials of the rule on the small model's current entropy
 * @param published dials of the published rule
 * @param probeModel fitted on the calibration split of the shipped pair
 */
public record PolicyDefaults(
        Policy policy,
        EntropyRule rule,
        Dials current,
        Dials published,
        Dials cascade,
        Dials probe,
        Dials random,
        ProbeModel probeModel) {

    /** Above every entropy and probability. */
    private static final Dials NEVER = new Dials(null, 1e9, 1, 1, 0, 0, 0);

    /** The dials that a calibration starts from; only the threshold is fitted. */
    public Dials dials(Policy policy, @Nullable EntropyRule wanted) {
        return of(policy, wanted == null ? rule : wanted);
    }

    Dials of(Policy policy, EntropyRule rule) {
        return switch (policy) {
            case ENTROPY -> rule == EntropyRule.PUBLISHED ? published : current;
            case CASCADE -> cascade;
            case PROBE -> probe;
            case RANDOM -> random;
            case PINNED, SMALL, LARGE, SPECULATIVE -> NEVER;
        };
    }
}
