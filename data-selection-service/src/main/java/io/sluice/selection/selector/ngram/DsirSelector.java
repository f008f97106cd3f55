package io.sluice.selection.selector.ngram;

import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * DSIR, data selection by importance resampling (Xie et al. 2023, §3 and §4). With γ(b) the share of hashed n-gram bucket b
 * among all features of a set,
 *
 * <pre>  log w(x) = Σ over features f of x:  log γ_target(b_f) − log γ_pool(b_f)
 *  γ(b) = (count(b) + α) / (features + α·B)
 *  score(x) = log w(x) + noise · G,   G = −log(−log u) (Gumbel)</pre>
 *
 * With noise 1 the best k scores are a sample of k rows without replacement, each next one drawn by its weight w (the
 * Gumbel top-k trick), as the paper resamples; with noise 0 they are simply the k largest weights. u follows from seed and
 * text, so that shards agree. The authors keep empty buckets finite by adding 1e-8 to each share; α does the same and tells
 * less of what a small target happens not to hold.
 *
 * <p>The sum grows with length, as the paper's does: long rows get extreme weights. {@code length} = mean takes
 * nats a feature, without noise.
 */
public final class DsirSelector implements Selector {

    static final Knob.Quantity NGRAMS = Knob.Quantity.count("ngrams", 2, 1, 4, "the longest run of words that is counted");
    static final Knob.Quantity BUCKETS = Knob.Quantity.count("buckets", 10_000, 16, 1 << 20, "into which runs of words are hashed");
    static final Knob.Quantity SMOOTHING = Knob.Quantity.of("smoothing", 1, 1e-9, 1_000, "α, added to the count of every bucket");
    static final Knob.Quantity NOISE = Knob.Quantity.of("noise", 1, 0, 1, "1: resamples with Gumbel noise, as the paper; 0: takes the largest weights");
    static final Knob.Choice LENGTH = new Knob.Choice("length", "sum", List.of("sum", "mean"), "weights of a row's features, or what they are on average; a mean is no weight to draw by, so it gets no noise");
    static final Knob.Quantity POOL_ROWS = Knob.Quantity.count("pool-rows", 100_000, 1, 1_000_000_000_000L,
            "rows of the pool that tell what is common; more than it has: all of it, in one more pass");

    private static final About ABOUT = new About("dsir", "How much more often the target has the row's words and pairs of words than the pool.",
            List.of(NGRAMS, BUCKETS, SMOOTHING, NOISE, LENGTH, POOL_ROWS), Set.of(Need.TARGET, Need.POOL), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), with.settings());
        int buckets = settings.count(BUCKETS);
        Features features = new Features(settings.count(NGRAMS), buckets);
        long[] target = new long[buckets];
        long ofTarget = 0;
        for (String text : with.targetTexts()) {
            ofTarget += features.count(text, target);
        }
        long[] pool = new long[buckets];
        long[] ofPool = new long[1];
        with.pool().each((long) settings.number(POOL_ROWS), with.seed(), row -> ofPool[0] += features.count(row.text(), pool));
        if (ofPool[0] == 0) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "the pool's sample has no words");
        }
        double alpha = settings.number(SMOOTHING);
        ByteBuffer state = ByteBuffer.allocate(buckets * Float.BYTES);
        for (int b = 0; b < buckets; b++) {
            double wanted = (target[b] + alpha) / (ofTarget + alpha * buckets);
            double usual = (pool[b] + alpha) / (ofPool[0] + alpha * buckets);
            state.putFloat((float) StrictMath.log(wanted / usual));
        }
        return new Prepared(name(), version(), settings, with.seed(), state.array());
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        prepared.of(this);
        int buckets = prepared.settings().count(BUCKETS);
        if (prepared.state().length != buckets * Float.BYTES) {
            throw SelectorException.prepared("weights of " + prepared.state().length / Float.BYTES + " buckets instead of " + buckets);
        }
        float[] weights = new float[buckets];
        ByteBuffer.wrap(prepared.state()).asFloatBuffer().get(weights);
        return new DsirScorer(prepared.settings(), prepared.seed(), weights);
    }
}
