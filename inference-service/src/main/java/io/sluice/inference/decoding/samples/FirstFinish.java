package io.sluice.inference.decoding.samples;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * First Finish Search (Agarwal, Sengupta, Chakraborty, "First Finish Search: Efficient Test-Time Scaling in Large Language
 * Models", arXiv:2505.18149), in its synchronous form: the sample that ends with the fewest tokens. When right answers
 * have lengths of density f₁ and wrong ones f₂, P(right | length t) = π f₁(t) / (π f₁(t) + (1−π) f₂(t)): it gains where
 * f₁/f₂ grows as t falls, and loses against a single sample where wrong answers are the short ones, or only the more
 * spread.
 *
 * <p>What the paper leaves open: ties go to the lowest index, a sample that was cut has not ended, and when none ends the
 * first one is the answer.
 */
final class FirstFinish implements PickRule {

    @Override
    public @Nullable Verdict decide(List<Ending> ended, int count) {
        for (Ending ending : ended) {
            if (ending.answer() != null) {
                return new Verdict(ending.sample(), 1, null);
            }
        }
        return ended.size() == count ? new Verdict(0, 0, null) : null;
    }
}
