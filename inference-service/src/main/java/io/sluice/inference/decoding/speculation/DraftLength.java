package io.sluice.inference.decoding.speculation;

/**
 * How many tokens to draft next for one answer: as many as the acceptance seen so far makes worth while
 * ({@link DraftCosts#best}), none where that does not pay (is not expected to be 5 % faster), and after a while another try.
 *
 * <p>The acceptance is a running mean over the drafts that were decided about (those behind a refused one say nothing):
 * the plain mean of them and a prior of 0.75 that weighs as much as three, until the newest counts for 1/32, and an
 * exponential mean from then on.
 *
 * <p>When no length pays, the next 16 tokens are written without drafts. Then single drafts are tried: after three good
 * ones it goes on as at the start, and the first bad one brings a pause twice as long as the last, of 256 tokens at most.
 * So where every draft is wrong, after the first rounds at most {@code log2(n/16)} drafts are made for nothing in n ≤ 512
 * tokens, then one in 256. Sixteen good drafts between two pauses make the next one short again.
 *
 * <p>Depends on this answer and the costs it is told, never on time itself. Not thread-safe.
 */
public final class DraftLength {

    /** Estimates err, and drafts that gain nothing cost something all the same. */
    private static final double LEAST_SPEED_UP = 1.05;
    private static final double PRIOR = 0.75;
    private static final int PRIOR_WEIGHT = 3;
    private static final double NEWEST_WEIGHT = 1.0 / 32;
    private static final int TRIES = 3;
    private static final int SHORTEST_PAUSE = 16;
    private static final int LONGEST_PAUSE = 256;
    private static final int RECOVERED = 16;

    private DraftCosts costs;
    private final int most;
    private double acceptance = PRIOR;
    private int weight = PRIOR_WEIGHT;
    private boolean trying;
    private int good;
    private int nextPause = SHORTEST_PAUSE;
    private int pauseLeft;

    /** @param most drafts of one round, at least 1 */
    public DraftLength(DraftCosts costs, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at most " + most + " drafts");
        }
        this.costs = costs;
        this.most = most;
        this.trying = !pays();
    }

    /** What drafts cost from now on. */
    public void costs(DraftCosts now) {
        costs = now;
    }

    /** @return drafts of the next round; 0: the target writes a token alone, see {@link #wroteAlone} */
    public int next() {
        if (pauseLeft > 0 || costs.speedUp(1, most) < LEAST_SPEED_UP) {
            return 0;
        }
        return trying ? 1 : best();
    }

    /** The running mean, 0..1. */
    public double acceptance() {
        return acceptance;
    }

    /**
     * A round has been checked.
     *
     * @param accepted drafts that became tokens of the answer
     * @param refused  whether the one behind them was refused; false when all were accepted
     */
    public void checked(int accepted, boolean refused) {
        for (int i = 0; i < accepted; i++) {
            decided(1);
        }
        good += accepted;
        if (good >= RECOVERED) {
            nextPause = SHORTEST_PAUSE;
        }
        if (refused) {
            decided(0);
        }
        if (trying ? refused : !pays()) {
            pause();
        } else if (trying) {
            trying = good < TRIES || !pays();
        }
    }

    /** A token was written without a draft. */
    public void wroteAlone() {
        if (pauseLeft > 0) {
            pauseLeft--;
        }
    }

    private void decided(int accepted) {
        acceptance += Math.max(NEWEST_WEIGHT, 1.0 / (weight + 1)) * (accepted - acceptance);
        weight++;
    }

    private boolean pays() {
        return best() > 0;
    }

    private int best() {
        int best = costs.best(acceptance, most);
        return costs.speedUp(acceptance, best) < LEAST_SPEED_UP ? 0 : best;
    }

    private void pause() {
        pauseLeft = nextPause;
        nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
        trying = true;
        good = 0;
        acceptance = PRIOR;
        weight = PRIOR_WEIGHT;
    }
}
