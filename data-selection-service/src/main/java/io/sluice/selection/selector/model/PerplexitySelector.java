package io.sluice.selection.selector.model;

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
import java.util.Map;
import java.util.Set;

/**
 * Perplexity pruning (Marion et al. 2023, §3.1). With L(x) a model's mean of −ln p over the row's tokens, and F(L) the share of a
 * sample of the pool that has a smaller one,
 *
 * <pre>  low:    score = −L(x)          high:  score = L(x)
 *  middle: score = −|F(L(x)) − ½|, less what L lies outside of the sample's range</pre>
 *
 * The target plays no part, so it says what is ordinary and what is odd, not what is wanted; the paper found the middle best.
 */
public final class PerplexitySelector implements Selector {

    static final Knob.Text MODEL = new Knob.Text("model", "", 200, "whom to ask: BASE or BASE:ADAPTER");
    static final Knob.Choice KEEP = new Knob.Choice("keep", "middle", List.of("middle", "low", "high"), "which perplexities are wanted");
    static final Knob.Quantity POOL_ROWS = Knob.Quantity.count("pool-rows", 1_000, 2, 100_000, "rows of the pool that tell where the middle is");

    private static final About ABOUT = new About("perplexity", "How ordinary a model finds the row; knows nothing of the target.",
            List.of(MODEL, KEEP, POOL_ROWS, Passages.FORM, Passages.SCORED, Passages.CHUNK, Passages.CHUNKS_MAX), Set.of(Need.POOL, Need.LIKELIHOODS), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Settings settings(Map<String, ?> given) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), given);
        Losses.named(settings.text(MODEL), MODEL.name());
        return settings;
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        Settings settings = settings(with.settings());
        String model = settings.text(MODEL);
        int rowsMax = settings.is(KEEP, "middle") ? settings.count(POOL_ROWS) : 2;
        double[] sorted = new LossSample(new Losses(with.likelihoods(), new Passages(settings)), model, MODEL.name()).of(with.pool(), rowsMax, with.seed());
        if (sorted.length == 0) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "model " + model + " has no finite loss for any row of the pool's sample");
        }
        ByteBuffer state = ByteBuffer.allocate(Integer.BYTES + Double.BYTES * sorted.length).putInt(sorted.length);
        state.asDoubleBuffer().put(sorted);
        return new Prepared(name(), version(), settings, with.seed(), state.array());
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        prepared.of(this);
        ByteBuffer state = ByteBuffer.wrap(prepared.state());
        int count = state.remaining() < Integer.BYTES ? 0 : state.getInt();
        if (count < 1 || state.remaining() != (long) Double.BYTES * count) {
            throw SelectorException.prepared("the prepared state of perplexity is damaged");
        }
        double[] sorted = new double[count];
        state.asDoubleBuffer().get(sorted);
        return new PerplexityScorer(prepared.settings(), sorted, likelihoods);
    }
}
