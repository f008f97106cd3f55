package io.sluice.selection.selector.compression;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ZIP-FIT (Obbad et al. 2024, §3). With C(x) the compressed length of x in bytes, xy the plain concatenation and d(x, Y) the mean
 * over rows y of Y,
 *
 * <pre>  NCD(x, y) = (C(xy) − min(C(x), C(y))) / max(C(x), C(y))
 *  score(x)  = 1 − d(x, target)                    {@code against} = nothing, as published
 *  score(x)  = d(x, pool's sample) − d(x, target)  {@code against} = pool, the usual one here</pre>
 *
 * A distance alone is smaller for some rows than for others whatever the target is: for those with few numbers and names in them,
 * which are short and easy. The distance to as many rows of the pool has that, too, so that their difference is about the target.
 *
 * <p>C counts the container as files have it (gzip 18 bytes, LZ4 frame 23), which matters for short texts. The paper and its code
 * find light compression better: the lowest level is the usual one here. A mean over n rows costs n compressions; beyond
 * {@code targets-max} it is one over a sample of them, drawn by seed and text, so that the order of the target doesn't matter.
 *
 * <p>{@code target} = dictionary is not the paper's: the target, as much of it as the format's window holds, is what the
 * compressor has read before each row, and the score is the share that this saves,
 *
 * <pre>  score(x) = 1 − C(x | target) / C(x)                       without containers
 *  score(x) = (C(x | pool's sample) − C(x | target)) / C(x)  against as much of the pool</pre>
 *
 * which costs two or three compressions a row however large the target is, and favours rows that share longer pieces with any
 * of it over rows that resemble all of it a little.
 */
public final class ZipFitSelector implements Selector {

    static final Knob.Choice COMPRESSOR = new Knob.Choice("compressor", "lz4", List.of("lz4", "deflate", "zstd"),
            "whose lengths count; lz4 is the fastest");
    static final Knob.Quantity LEVEL = Knob.Quantity.count("level", 0, 0, 19,
            "0: the lowest; deflate goes to 9, lz4 to 12, zstd to 19");
    static final Knob.Choice TARGET = new Knob.Choice("target", "rows", List.of("rows", "dictionary"),
            "rows: the mean over the target's rows; dictionary: what the target saves when it was read before");
    static final Knob.Choice AGAINST = new Knob.Choice("against", "pool", List.of("pool", "nothing"),
            "pool: how much nearer to the target than to as many rows of the pool; nothing: as published");
    static final Knob.Quantity TARGETS_MAX = Knob.Quantity.count("targets-max", 256, 1, Preparation.TARGET_ROWS_MAX,
            "rows of the target that each row is held against; a larger target is a sample");
    static final Knob.Quantity ROW_BYTES = Knob.Quantity.count("row-bytes", 8_192, 16, 1 << 20,
            "of a longer row, in the pool or the target, so many bytes from its beginning count");

    /** Enough to fill a window; of long rows not all are needed. */
    private static final int WINDOW_ROWS = 1_000;

    private static final About ABOUT = new About("zip-fit", "How much better the row compresses together with the target than with the pool.",
            List.of(COMPRESSOR, LEVEL, TARGET, AGAINST, TARGETS_MAX, ROW_BYTES), Set.of(Need.TARGET, Need.POOL), 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Settings settings(Map<String, ?> given) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), given);
        int highest = Compressor.named(settings.text(COMPRESSOR)).highest();
        if (settings.count(LEVEL) > highest) {
            throw new SelectorException(SelectorException.Code.BAD_SETTING, "settings.level",
                    "settings.level: " + settings.text(COMPRESSOR) + " goes to " + highest);
        }
        return settings;
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        Settings settings = settings(with.settings());
        with.targetTexts();
        int rowBytes = settings.count(ROW_BYTES);
        boolean dictionary = settings.is(TARGET, "dictionary");
        Codec codec = Compressor.named(settings.text(COMPRESSOR)).codec(settings.count(LEVEL));
        int rowsMax = dictionary ? Integer.MAX_VALUE : settings.count(TARGETS_MAX);
        List<Target.Text> wanted = texts(with.target(), with.seed(), codec, rowsMax, dictionary ? codec.window() : Integer.MAX_VALUE, rowBytes);
        List<Target.Text> usual = settings.is(AGAINST, "pool") ? usual(with, wanted, codec, dictionary, rowBytes) : List.of();
        return new Prepared(name(), version(), settings, with.seed(), new Target(wanted, usual).toBytes());
    }

    /** As many rows of the pool as of the target, or as many bytes where these fill a window. */
    private static List<Target.Text> usual(Preparation with, List<Target.Text> wanted, Codec codec, boolean dictionary, int rowBytes)
            throws SelectorException {
        List<Row> pool = new ArrayList<>();
        with.pool().each(dictionary ? WINDOW_ROWS : wanted.size(), with.seed(), pool::add);
        int bytes = dictionary ? wanted.stream().mapToInt(text -> text.bytes().length).sum() : Integer.MAX_VALUE;
        List<Target.Text> usual = texts(pool, with.seed(), codec, Integer.MAX_VALUE, bytes, rowBytes);
        if (usual.stream().allMatch(text -> text.bytes().length == 0)) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "the pool's sample has no text");
        }
        return usual;
    }

    /** In an order that hangs on their texts alone. */
    private static List<Target.Text> texts(List<Row> of, long seed, Codec codec, int rowsMax, int bytesMax, int rowBytes) {
        List<Row> rows = new ArrayList<>(of);
        rows.sort(Comparator.comparingDouble((Row row) -> Draws.uniform(seed, row)).thenComparing(Row::text));
        List<Target.Text> texts = new ArrayList<>();
        int left = bytesMax;
        for (Row row : rows) {
            if (texts.size() == rowsMax || left <= 0) {
                break;
            }
            byte[] text = Utf8.beginning(row.text(), Math.min(rowBytes, left));
            left -= text.length;
            texts.add(new Target.Text(row.ordinal(), codec.first(text, text.length), text));
        }
        return texts;
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        Settings settings = prepared.of(this).settings();
        Target target = Target.read(prepared.state());
        Compressor compressor = Compressor.named(settings.text(COMPRESSOR));
        int level = settings.count(LEVEL);
        target.check(compressor.codec(level));
        int rowBytes = settings.count(ROW_BYTES);
        return settings.is(TARGET, "dictionary") ? new DictionaryScorer(compressor, level, target, rowBytes)
                : new DistanceScorer(compressor, level, target, rowBytes);
    }
}
