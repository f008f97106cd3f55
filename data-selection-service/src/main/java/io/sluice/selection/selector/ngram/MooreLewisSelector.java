package io.sluice.selection.selector.ngram;

import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Difference of cross-entropies (Moore and Lewis 2010, §2). Two language models of one kind, one of the target and one of as
 * much text drawn from the pool; H is the mean of −ln p over a row's symbols:
 *
 * <pre>  score(x) = H_pool(x) − H_target(x)   [nats a symbol]</pre>
 *
 * The paper keeps what lies under a threshold of H_target − H_pool; here the k largest of its negative. Its models are
 * four-grams of words; bytes need no vocabulary and know words by their parts, which suits small targets.
 */
public final class MooreLewisSelector implements Selector {

    static final Knob.Choice UNIT = new Knob.Choice("unit", "bytes", List.of("bytes", "words"), "what the models run over");
    static final Knob.Quantity ORDER = Knob.Quantity.count("order", 4, 1, 8, "the longest run of symbols that the models know");
    static final Knob.Quantity TRAIN = Knob.Quantity.count("train-characters", 4 << 20, 1_000, 16 << 20,
            "bound of each model's text; a larger target is a sample of its rows");
    static final Knob.Quantity POOL_ROWS = Knob.Quantity.count("pool-rows", 10_000, 1, 1_000_000_000_000L,
            "rows of the pool from which as much text as the target has is taken");
    /** More of one row says little more of its kind, and would leave no room for others. */
    private static final int OF_ONE_ROW = 16 << 10;

    private static final About ABOUT = new About("moore-lewis",
            "How much more likely a model of the target finds the row than a model of the pool, symbol by symbol.",
            List.of(UNIT, ORDER, TRAIN, POOL_ROWS), Set.of(Need.TARGET, Need.POOL), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), with.settings());
        with.targetTexts();
        TextSample ofTarget = new TextSample(settings.count(TRAIN), with.seed(), OF_ONE_ROW);
        with.target().forEach(ofTarget::add);
        TextSample ofPool = new TextSample(ofTarget.characters(), with.seed(), OF_ONE_ROW);
        with.pool().each((long) settings.number(POOL_ROWS), with.seed(), ofPool::add);
        List<String> pool = ofPool.texts();
        if (pool.stream().allMatch(String::isBlank)) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "the pool's sample has no text");
        }
        byte[] wanted = NgramModel.train(ofTarget.texts(), settings.count(ORDER), symbols(settings)).toBytes();
        byte[] usual = NgramModel.train(pool, settings.count(ORDER), symbols(settings)).toBytes();
        byte[] state = ByteBuffer.allocate(wanted.length + usual.length).put(wanted).put(usual).array();
        return new Prepared(name(), version(), settings, with.seed(), state);
    }

    static Symbols symbols(Settings settings) {
        return new Symbols(settings.is(UNIT, "bytes"));
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        prepared.of(this);
        try {
            ByteBuffer in = ByteBuffer.wrap(prepared.state());
            NgramModel target = NgramModel.read(in);
            return new MooreLewisScorer(prepared.settings(), target, NgramModel.read(in));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw SelectorException.prepared("the prepared models of moore-lewis are damaged");
        }
    }
}
