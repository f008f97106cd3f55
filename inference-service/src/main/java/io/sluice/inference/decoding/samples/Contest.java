package io.sluice.inference.decoding.samples;

import io.sluice.contracts.routing.SamplePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several samples of one answer, judged as if each wrote one token at a time, all in step: what is chosen depends on the
 * samples alone, and not on which of them got further because of how they were run. So a sample that has ended wins only
 * when no other one, running or not started, can still end before it in that order (tokens, then index); and one
 * that would end after the contest even if it ended at once is lost, and may be stopped.
 *
 * <p>Invariant: a lost sample stays lost, since an ending that becomes known later can only bring the end forward
 * ({@link PickRule}). Cost: a few hundred steps an ending, nothing worth mentioning a token. Not thread-safe.
 */
public final class Contest {

    private final int count;
    private final PickRule rule;
    private final int[] written;
    private final boolean[] over;
    private final List<Ending> ended = new ArrayList<>();
    private @Nullable Ending last;
    private @Nullable Verdict verdict;

    public Contest(SamplePlan plan) {
        this.count = plan.count();
        this.rule = PickRule.of(plan.pick());
        this.written = new int[count];
        this.over = new boolean[count];
    }

    public int count() {
        return count;
    }

    /**
     * The sample goes on.
     *
     * @param tokens of it so far, none of which will be taken back
     */
    public void wrote(int sample, int tokens) {
        written[sample] = tokens;
    }

    /** The sample has come to its end; to be told once a sample, and of none that was stopped. */
    public void ended(Ending ending) {
        over[ending.sample()] = true;
        ended.add(ending);
        Collections.sort(ended);
        for (int known = 1; known <= ended.size(); known++) {
            verdict = rule.decide(ended.subList(0, known), count);
            if (verdict != null) {
                last = ended.get(known - 1);
                return;
            }
        }
    }

    /** Whatever the sample would write can't change the verdict. */
    public boolean lost(int sample) {
        return !over[sample] && last != null && new Ending(sample, written[sample], null).compareTo(last) > 0;
    }

    /** Null while a sample that may change it is open. */
    public @Nullable Verdict verdict() {
        for (int sample = 0; sample < count; sample++) {
            if (!over[sample] && !lost(sample)) {
                return null;
            }
        }
        return verdict;
    }
}
