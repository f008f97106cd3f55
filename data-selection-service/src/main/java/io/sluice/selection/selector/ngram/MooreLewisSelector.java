package io.sluice.selection.selector.ngram;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
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
import java.util.ArrayList;
import java.util.Comparator;
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
    static final Knob.Quantity POOL_ROWS = Knob.Quantity.count("pool-rows", 10_000, 1, 100_000,
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
        List<String> target = cut(with.target(), settings.count(TRAIN), with.seed());
        int characters = target.stream().mapToInt(String::length).sum();
        List<Row> sample = new ArrayList<>();
        with.pool().each(settings.count(POOL_ROWS), with.seed(), row -> sample.add(shortened(row)));
        List<String> pool = cut(sample, characters, with.seed());
        if (pool.stream().allMatch(String::isBlank)) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "the pool's sample has no text");
        }
        byte[] ofTarget = NgramModel.train(target, settings.count(ORDER), symbols(settings)).toBytes();
        byte[] ofPool = NgramModel.train(pool, settings.count(ORDER), symbols(settings)).toBytes();
        byte[] state = ByteBuffer.allocate(ofTarget.length + ofPool.length).put(ofTarget).put(ofPool).array();
        return new Prepared(name(), version(), settings, with.seed(), state);
    }

    /** The sample is held, so rows are cut as they come. */
    private static Row shortened(Row row) {
        String text = row.text();
        return Row.plain(row.ordinal(), text.length() <= OF_ONE_ROW ? text : new String(text.substring(0, OF_ONE_ROW)));
    }

    /** Rows in an order drawn by the seed, until there is enough text; at least one. */
    private static List<String> cut(List<Row> rows, int characters, long seed) {
        List<Row> drawn = new ArrayList<>(rows);
        drawn.sort(Comparator.comparingDouble((Row row) -> Draws.uniform(seed, row)).thenComparingLong(Row::ordinal));
        List<String> texts = new ArrayList<>();
        long left = characters;
        for (Row row : drawn) {
            String text = row.text();
            if (left <= 0) {
                break;
            }
            texts.add(text);
            left -= text.length();
        }
        return texts;
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
