package io.sluice.inference.decoding;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The control that every switching rule must beat: each token is the large model's with probability
 * {@code largeShare}, independently of all others and of the text. It has no minimum run, because runs would change the
 * share that it is there to match.
 */
public final class RandomHandover implements HandoverPolicy {

    private final RandomGenerator random;
    private final double largeShare;
    private Writer next;

    /** @param largeShare 0..1 */
    public RandomHandover(double largeShare, long seed) {
        this.random = new SplittableRandom(seed);
        this.largeShare = largeShare;
        this.next = draw();
    }

    @Override
    public Optional<Writer> writer() {
        return Optional.of(next);
    }

    @Override
    public void observe(double smallEntropy) {
        // Chance does not look at the text.
    }

    @Override
    public void wrote(double writerEntropy) {
        next = draw();
    }

    private Writer draw() {
        return random.nextDouble() < largeShare ? Writer.LARGE : Writer.SMALL;
    }
}
