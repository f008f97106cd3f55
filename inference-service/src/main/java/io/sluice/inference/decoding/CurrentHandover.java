package io.sluice.inference.decoding;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Switching on the <em>small</em> model's entropy at the token to be written.
 *
 * <p>With {@code Hbar_t} the mean of the small model's entropies at the last w positions (w = 1: at this one alone): the
 * large model writes token t when {@code Hbar_t > tau}, and at least {@code minRun} tokens in a row; then the pen goes
 * back as soon as {@code Hbar_t <= tau}. After it went back the small model keeps it for {@code coolDown} tokens,
 * whatever their entropies.
 *
 * <p>Unlike {@link PublishedHandover} the rule acts before the uncertain token, not after it, and never reads the large
 * model's entropies, for which tau was not fitted. Its price is that the small model has to run at every position where
 * the decision is open; a minimum run saves those runs.
 *
 * <p>Invariants: {@code tau = +Infinity} is the small model alone, {@code tau < 0} the large one alone; runs of the
 * large model are at least {@code minRun} long and runs of the small one that follow them at least {@code coolDown},
 * except the last. NaN counts as above any threshold.
 */
public final class CurrentHandover implements HandoverPolicy {

    private final double threshold;
    private final int window;
    private final int minRun;
    private final int coolDown;
    private final RollingMean mean;
    private Writer holder = Writer.SMALL;
    private int kept;
    private boolean fresh;
    private OptionalDouble deciding = OptionalDouble.empty();

    /**
     * @param threshold tau, nats; not NaN
     * @param window    w, at least 1
     * @param minRun    at least 1
     * @param coolDown  at least 0
     */
    public CurrentHandover(double threshold, int window, int minRun, int coolDown) {
        this.threshold = threshold;
        this.window = window;
        this.minRun = minRun;
        this.coolDown = coolDown;
        this.mean = new RollingMean(window);
    }

    @Override
    public Optional<Writer> writer() {
        if (kept > 0) {
            return Optional.of(holder);
        }
        if (!fresh) {
            return Optional.empty();
        }
        return Optional.of(mean.value() <= threshold ? Writer.SMALL : Writer.LARGE);
    }

    @Override
    public void observe(double smallEntropy) {
        mean.add(smallEntropy);
        fresh = true;
    }

    @Override
    public void skipped(double smallEntropy) {
        mean.add(smallEntropy);
    }

    @Override
    public void wrote(double writerEntropy) {
        Writer by = writer().orElseThrow();
        deciding = decidingEntropy();
        fresh = false;
        if (kept > 0) {
            kept--;
        } else if (by != holder) {
            holder = by;
            kept = Math.max(0, (by == Writer.LARGE ? minRun : coolDown) - 1);
        }
    }

    @Override
    public boolean watchesSmall() {
        return kept == 0 || watchesSkipped();
    }

    @Override
    public boolean watchesSkipped() {
        return window > 1;
    }

    @Override
    public OptionalDouble decidingEntropy() {
        return kept == 0 && fresh ? OptionalDouble.of(mean.value()) : deciding;
    }
}
