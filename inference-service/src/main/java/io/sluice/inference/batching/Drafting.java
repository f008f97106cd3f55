package io.sluice.inference.batching;

import io.sluice.inference.decoding.Sampler;
import io.sluice.inference.decoding.speculation.Draft;
import io.sluice.inference.decoding.speculation.DraftCosts;
import io.sluice.inference.decoding.speculation.DraftLength;
import io.sluice.inference.decoding.speculation.SpeculativeSampler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The drafts of one answer under the policy {@code speculative}. A round: the small model writes drafts behind the answer,
 * one a pass; the large model reads them in one pass, and {@link #next} turns its logits, position by position, into
 * tokens of the answer until a draft is refused. How many drafts the next round has is up to {@link DraftLength}.
 *
 * <p>Beside other sequences there is less to save, see {@link DraftCosts#beside}, and from about six on nothing. An answer
 * with the caller's seed takes no notice of them: what is sampled depends on the number of drafts, and has to be the same again.
 */
final class Drafting {

    /** With the token before them as many rows as a pass of the large model never cuts. */
    private static final int MOST = BatchPlan.SHORT - 1;
    /** One more row in a pass of the large model, as a share of a pass over one: 0.26 to 0.45 were measured on the shipped one. */
    private static final double ROW_COST = 0.35;
    /** However small the draft model is, a step of the engine has its price: 0.15 was measured on the shipped pair. */
    private static final double LEAST_COST = 0.15;

    private final Job job;
    private final boolean repeatable;
    private final DraftCosts alone;
    private final SpeculativeSampler sampler;
    private final DraftLength length;
    private final List<Draft> pending = new ArrayList<>();
    /** Answer positions whose token the small model had drafted. */
    private final BitSet own = new BitSet();
    /** The format as far as the drafts go. */
    private @Nullable FormatKeeper ahead;
    private int tokensLeft;
    private int wanted;
    private int accepted;

    Drafting(Job job, Sampler target, long seed) {
        this.job = job;
        this.repeatable = job.request.sampling().seed() != null;
        this.sampler = new SpeculativeSampler(target, seed);
        double operations = job.cast.small().info().flopsPerToken() / job.cast.large().info().flopsPerToken();
        this.alone = new DraftCosts(Math.max(operations, LEAST_COST), ROW_COST);
        this.length = new DraftLength(alone, MOST);
    }

    /**
     * The answer has no open drafts: decides about the next round.
     *
     * @param left   tokens that the answer may still get
     * @param format what the answer is kept to, so that drafts are too; absent: any text
     */
    void begin(int left, @Nullable FormatKeeper format) {
        if (!repeatable) {
            length.costs(alone.beside(job.sharing.sequences(job.cast.large().base())));
        }
        wanted = Math.min(length.next(), left - 1);
        accepted = 0;
        tokensLeft = left;
        ahead = wanted == 0 || format == null ? null : format.fork();
    }

    /** Whether the small model has to write the next draft. */
    boolean open() {
        return pending.size() < wanted;
    }

    /** Drafts behind the answer. */
    int size() {
        return pending.size();
    }

    int token(int index) {
        return pending.get(index).token();
    }

    /** @param logits the small model's, after the last draft */
    void draft(float[] logits, Set<Integer> endTokens) {
        FormatKeeper keeper = ahead;
        Draft draft = sampler.draft(keeper == null ? logits : keeper.kept(logits, tokensLeft - pending.size()));
        pending.add(draft);
        job.ledger.drafted();
        boolean end = endTokens.contains(draft.token());
        if (keeper != null && !end) {
            keeper.wrote(draft.token());
            end = keeper.complete();
        }
        if (end) {
            wanted = pending.size();
        }
    }

    /**
     * The next token of the answer. When it is not the first draft, the drafts are void.
     *
     * @param logits the large model's, after the answer
     * @param at     the token's position in the answer
     */
    int next(float[] logits, int at) {
        if (pending.isEmpty()) {
            int token = sampler.next(logits);
            if (wanted == 0) {
                length.wroteAlone();
            } else {
                ended(false);
            }
            return token;
        }
        SpeculativeSampler.Checked checked = sampler.check(logits, pending.removeFirst());
        if (checked.accepted()) {
            accepted++;
            own.set(at);
            job.ledger.accepted();
        } else {
            ended(true);
        }
        return checked.token();
    }

    private void ended(boolean refused) {
        length.checked(accepted, refused);
        pending.clear();
        wanted = 0;
    }

    /** Whether the round goes on: what the large model has read behind the last token is the answer so far. */
    boolean checking() {
        return wanted > 0;
    }

    /** Whether the small model had drafted the token at this position of the answer. */
    boolean wrote(int at) {
        return own.get(at);
    }
}
