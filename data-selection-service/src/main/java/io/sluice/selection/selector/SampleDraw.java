package io.sluice.selection.selector;

import java.util.SplittableRandom;

/**
 * Which of N things that come by are taken. With n wanted of N that are left, the next is taken with a chance of n/N: every
 * subset of n is as likely as every other (Knuth's selection sampling), and nothing is held. Not thread-safe.
 */
public final class SampleDraw {

    private final SplittableRandom random;
    private long left;
    private long wanted;

    /**
     * @param of     how many come by
     * @param wanted of them; all where it is no less
     */
    public SampleDraw(long of, long wanted, long seed) {
        this.random = new SplittableRandom(seed);
        this.left = of;
        this.wanted = Math.clamp(wanted, 0, of);
    }

    /** Whether the next is taken; false once there are enough. */
    public boolean take() {
        boolean taken = wanted > 0 && (wanted >= left || random.nextLong(left) < wanted);
        left--;
        if (taken) {
            wanted--;
        }
        return taken;
    }

    /** Whether there are enough, or nothing more can come. */
    public boolean done() {
        return wanted <= 0 || left <= 0;
    }
}
