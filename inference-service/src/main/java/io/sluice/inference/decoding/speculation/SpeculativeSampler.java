package io.sluice.inference.decoding.speculation;

import io.sluice.inference.decoding.BrokenLogitsException;
import io.sluice.inference.decoding.Candidates;
import io.sluice.inference.decoding.Sampler;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws the tokens of one answer with the help of drafts, so that each follows the target model's distribution exactly
 * (Leviathan et al. 2023, arXiv 2211.17192; Chen et al. 2023, arXiv 2302.01318).
 *
 * <p>Let p be the target's and q the draft model's distribution of one token, both as they are sampled from: after bias,
 * penalties, temperature and cuts, with the draft's own prefix counted. A draft {@code d ~ q} is accepted with probability
 * {@code min(1, p(d)/q(d))}; otherwise the token is drawn from {@code max(0, p - q)}, normalised, and the drafts behind it
 * are void. For every x then {@code P(x) = min(p(x), q(x)) + (1 - β) · max(0, p(x) - q(x)) / (1 - β) = p(x)} with
 * {@code β = Σ min(p, q)}, which is the share of drafts that are accepted. When all are accepted the target's next
 * distribution, which the same pass has computed, gives one more token.
 *
 * <p>At temperature 0 both distributions are single tokens: a draft is accepted when it is the target's own token, and the
 * answer is the target's, token for token. Above it the answer has the target's distribution but, for a given seed, is
 * another sample of it than the target alone draws. Numbers: the token at answer position t uses the t-th of the target's
 * {@link Sampler}, as always (here to decide about the draft, when there is one); drafts and tokens that take a refused
 * draft's place come from a second stream. An answer therefore depends on its seed and on how many drafts each round had,
 * and on nothing that runs beside it. Not thread-safe.
 */
public final class SpeculativeSampler {

    /** @param accepted whether the token is the draft's; if not, what was drafted behind it is void */
    public record Checked(int token, boolean accepted) {
    }

    private final Sampler target;
    private final RandomGenerator aside;
    private @Nullable Sampler drafting;

    /**
     * @param target draws the answer's tokens; to be used through this object only from now on
     * @param seed   the seed of {@code target}
     */
    public SpeculativeSampler(Sampler target, long seed) {
        this.target = target;
        this.aside = new SplittableRandom(seed).split();
    }

    /**
     * Drafts one more token after the answer and the drafts of this round.
     *
     * @param logits the draft model's raw logits there; not changed
     * @throws BrokenLogitsException when no token can be drawn from them
     */
    public Draft draft(float[] logits) {
        Sampler sampler = drafting;
        if (sampler == null) {
            sampler = target.branch(aside);
            drafting = sampler;
        }
        Candidates from = sampler.candidates(logits);
        int token = from.draw(sampler.uniform());
        sampler.wrote(token);
        return new Draft(token, from);
    }

    /**
     * Decides about the next token of the answer, which counts as written then. The first call after {@link #draft} ends
     * the round of drafts.
     *
     * @param logits the target's raw logits at the draft's position; not changed
     * @throws BrokenLogitsException when no token can be drawn from them
     */
    public Checked check(float[] logits, Draft draft) {
        drafting = null;
        Candidates wanted = target.candidates(logits);
        double uniform = target.uniform();
        boolean accepted = uniform * draft.from().probability(draft.token()) < wanted.probability(draft.token());
        int token = accepted ? draft.token() : wanted.beyond(draft.from()).draw(aside.nextDouble());
        target.wrote(token);
        return new Checked(token, accepted);
    }

    /** Draws the next token of the answer without a draft, as the target alone does. */
    public int next(float[] logits) {
        drafting = null;
        return target.next(logits);
    }
}
