package io.sluice.inference.decoding;

import io.sluice.contracts.generation.Sampling;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws the tokens of one answer. Order: logit bias, penalties, temperature, top-k, top-p, min-p, as
 * {@link Sampling} says. Temperature 0 takes the largest logit (after bias and penalties), the lowest id on a tie.
 *
 * <p>Repeatable: the token at answer position {@code t} uses the {@code t}-th number of a {@link SplittableRandom} of
 * the given seed, one number a token, whoever wrote the tokens before it. So an answer that the large model writes alone
 * is the same whether or not a switching policy stood behind it. Not thread-safe.
 */
public final class Sampler {

    private final Sampling sampling;
    private final RandomGenerator random;
    private final Penalties penalties;
    private float[] work = new float[0];

    /**
     * @param sampling in range, see {@link RangeCheck#sampling}
     * @param prompt   the prompt's tokens, which the repetition penalty counts as seen
     */
    public Sampler(Sampling sampling, long seed, int[] prompt) {
        this(sampling, new SplittableRandom(seed), new Penalties(sampling, prompt));
    }

    private Sampler(Sampling sampling, RandomGenerator random, Penalties penalties) {
        this.sampling = sampling;
        this.random = random;
        this.penalties = penalties;
    }

    /** A sampler that goes on from here with the same parameters and counts, but with numbers of its own. */
    public Sampler branch(RandomGenerator itsRandom) {
        return new Sampler(sampling, itsRandom, penalties.copy());
    }

    /**
     * Draws the next token and counts it as written.
     *
     * @param logits raw logits; not changed
     * @throws BrokenLogitsException when a logit is NaN or no token is possible
     */
    public int next(float[] logits) {
        float[] adjusted = adjust(logits);
        int best = largest(adjusted);
        int token = best;
        if (sampling.temperature() > 0) {
            double uniform = random.nextDouble();
            if (adjusted[best] != Float.POSITIVE_INFINITY) {
                token = Candidates.of(adjusted, adjusted[best], sampling).draw(uniform);
            }
        }
        wrote(token);
        return token;
    }

    /**
     * The distribution that {@link #next} would draw from. Draws and counts nothing.
     *
     * @param logits raw logits; not changed
     * @throws BrokenLogitsException when a logit is NaN or no token is possible
     */
    public Candidates candidates(float[] logits) {
        float[] adjusted = adjust(logits);
        int best = largest(adjusted);
        boolean certain = sampling.temperature() == 0 || adjusted[best] == Float.POSITIVE_INFINITY;
        return certain ? Candidates.certain(best) : Candidates.of(adjusted, adjusted[best], sampling);
    }

    /** The number in [0,1) of the token that comes next, for a caller that draws it itself; to be taken once a token. */
    public double uniform() {
        return random.nextDouble();
    }

    /** Counts a token that a caller drew itself. */
    public void wrote(int token) {
        penalties.wrote(token);
    }

    private float[] adjust(float[] logits) {
        if (!penalties.change()) {
            return logits;
        }
        if (work.length != logits.length) {
            work = new float[logits.length];
        }
        System.arraycopy(logits, 0, work, 0, logits.length);
        penalties.apply(work);
        return work;
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int id = 0; id < logits.length; id++) {
            if (Float.isNaN(logits[id])) {
                throw new BrokenLogitsException("the model returned NaN for token " + id);
            }
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        if (logits[best] == Float.NEGATIVE_INFINITY) {
            throw new BrokenLogitsException("the model gave no token a chance");
        }
        return best;
    }
}
