package io.sluice.router.calibration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The laxest setting whose quality floor is certified: settings are tested from strict to lax, each at the full δ, and
 * the search stops at the first that fails (fixed-sequence testing, Angelopoulos et al. 2021), so that the chance of any
 * false certificate is at most δ.
 */
public final class FloorSearch {

    /**
     * A setting's answers on the calibration items, in the fixed order.
     *
     * @param routed 1 where the routed answer is right
     */
    public record Candidate<S>(S setting, double[] routed) {
    }

    /** What the search found. */
    public sealed interface Verdict<S> {
        /** The floor holds for this setting, with confidence 1 − δ. */
        record Certified<S>(S setting, PairCounts counts) implements Verdict<S> {
        }

        /** The best setting looks good enough; {@code labelsNeeded} labels would show it. */
        record NotEnoughLabels<S>(int labelsNeeded, PairCounts counts) implements Verdict<S> {
        }

        /** No setting looks good enough, however many labels there were. */
        record OutOfReach<S>(PairCounts counts) implements Verdict<S> {
        }
    }

    private FloorSearch() {
    }

    /**
     * @param candidates strict to lax, in an order fixed before labels were seen; at least one
     * @param large      1 where the large model's answer is right
     */
    public static <S> Verdict<S> run(List<Candidate<S>> candidates, double[] large, double floor, double delta) {
        BettingTest test = new BettingTest(floor, delta);
        Verdict.@Nullable Certified<S> best = null;
        for (Candidate<S> candidate : candidates) {
            if (!test.holds(candidate.routed(), large)) {
                break;
            }
            best = new Verdict.Certified<>(candidate.setting(), PairCounts.of(candidate.routed(), large));
        }
        if (best != null) {
            return best;
        }
        PairCounts strictest = PairCounts.of(candidates.getFirst().routed(), large);
        int needed = LabelForecast.labelsNeeded(strictest, floor, delta);
        return needed == Integer.MAX_VALUE
                ? new Verdict.OutOfReach<>(strictest)
                : new Verdict.NotEnoughLabels<>(Math.max(needed, large.length + 1), strictest);
    }
}
