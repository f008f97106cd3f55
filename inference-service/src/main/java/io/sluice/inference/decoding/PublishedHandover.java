package io.sluice.inference.decoding;

import io.sluice.contracts.routing.Dials;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Entropy Adaptive Decoding, the published rule (Simonds, "Entropy Adaptive Decoding: Dynamic Model Switching for
 * Efficient Inference", 2025).
 *
 * <p>The active model gives the logits of position t; {@code H_t} is their entropy before temperature and
 * {@code Hbar_t} the mean of the last w entropies, whichever model they came from, or of as many as there are. With c
 * tokens written since the last switch: if {@code c >= d_min}, token t+1 is the large model's when
 * {@code Hbar_t > tau} and the small one's otherwise; if {@code c < d_min} the pen stays where it is.
 *
 * <p>Invariants: {@code tau = +Infinity} is the small model alone; {@code tau < 0} with the large model at the start is
 * the large one alone; every run is at least {@code d_min} long except the last; on a fixed sequence of entropies the
 * large model's share does not grow with tau. The last one holds exactly for {@code d_min = 1}, where each token's writer is
 * {@code Hbar_t > tau} and nothing else; longer minimum runs shift later decision points, so that it is a trend there.
 *
 * <p>Deviation: an entropy of NaN counts as above any threshold, because a broken small model must not keep the pen.
 * The paper does not say who starts; here the small model does, unless tau is negative, which asks for the large model
 * whatever the entropy is.
 */
public final class PublishedHandover implements HandoverPolicy {

    private final double threshold;
    private final int minRun;
    private final RollingMean mean;
    private Writer active;
    private int run;
    private OptionalDouble deciding = OptionalDouble.empty();

    /**
     * @param threshold tau, nats; not NaN
     * @param window    w, at least 1
     * @param minRun    d_min, at least 1
     */
    public PublishedHandover(double threshold, int window, int minRun, Writer start) {
        this.threshold = threshold;
        this.minRun = minRun;
        this.mean = new RollingMean(window);
        this.active = start;
    }

    static PublishedHandover of(Dials dials) {
        Writer start = dials.threshold() < 0 ? Writer.LARGE : Writer.SMALL;
        return new PublishedHandover(dials.threshold(), dials.window(), dials.minRun(), start);
    }

    @Override
    public Optional<Writer> writer() {
        return Optional.of(active);
    }

    @Override
    public void observe(double smallEntropy) {
        // Only the active model's entropies count.
    }

    @Override
    public void wrote(double writerEntropy) {
        mean.add(writerEntropy);
        run++;
        double rolling = mean.value();
        deciding = OptionalDouble.of(rolling);
        if (run < minRun) {
            return;
        }
        Writer next = rolling <= threshold ? Writer.SMALL : Writer.LARGE;
        if (next != active) {
            active = next;
            run = 0;
        }
    }

    @Override
    public boolean readsWriterEntropy() {
        return true;
    }

    @Override
    public OptionalDouble decidingEntropy() {
        return deciding;
    }
}
