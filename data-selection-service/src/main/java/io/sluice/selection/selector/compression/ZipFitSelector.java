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
import java.util.Set;

/**
 * ZIP-FIT (Obbad et al. 2024, §3). With C(x) the compressed length of x in bytes and xy the plain concatenation,
 *
 * <pre>  NCD(x, y) = (C(xy) − min(C(x), C(y))) / max(C(x), C(y))
 *  score(x)  = 1 − mean over target rows y of NCD(x, y)</pre>
 *
 * C counts the container as files have it (gzip 18 bytes, LZ4 frame 23), which matters for short texts. The paper and its code
 * find light compression better: the lowest level is the usual one here. A mean over n rows costs n compressions; beyond
 * {@code targets-max} it is one over a sample of them, drawn by seed and text, so that the order of the target doesn't matter.
 *
 * <p>{@code target} = dictionary is not the paper's: the target, as much of it as the format's window holds, is what the
 * compressor has read before each row, and the score is the share that this saves,
 *
 * <pre>  score(x) = 1 − C(x | target) / C(x)     without containers</pre>
 *
 * which costs two compressions a row however large the target is, and favours rows that share longer pieces with any
 * of it over rows that resemble all of it a little.
 */
public final class ZipFitSelector implements Selector {

    static final Knob.Choice COMPRESSOR = new Knob.Choice("compressor", "lz4", List.of("lz4", "deflate", "zstd"),
            "whose lengths count; lz4 is the fastest");
    static final Knob.Quantity LEVEL = Knob.Quantity.count("level", 0, 0, 19,
            "0: the lowest; deflate goes to 9, lz4 to 12, zstd to 19");
    static final Knob.Choice TARGET = new Knob.Choice("target", "rows", List.of("rows", "dictionary"),
            "rows: the mean over the target's rows; dictionary: what the target saves when it was read before");
    static final Knob.Quantity TARGETS_MAX = Knob.Quantity.count("targets-max", 256, 1, Preparation.TARGET_ROWS_MAX,
            "rows of the target that each row is held against; a larger target is a sample");
    static final Knob.Quantity ROW_BYTES = Knob.Quantity.count("row-bytes", 8_192, 16, 1 << 20,
            "of a longer row, in the pool or the target, so many bytes from its beginning count");

    private static final About ABOUT = new About("zip-fit", "How much better the row compresses together with the target than apart from it.",
            List.of(COMPRESSOR, LEVEL, TARGET, TARGETS_MAX, ROW_BYTES), Set.of(Need.TARGET), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), with.settings());
        Compressor compressor = Compressor.named(settings.text(COMPRESSOR));
        int level = settings.count(LEVEL);
        if (level > compressor.highest()) {
            throw new SelectorException(SelectorException.Code.BAD_SETTING, "settings.level",
                    "settings.level: " + settings.text(COMPRESSOR) + " goes to " + compressor.highest());
        }
        with.targetTexts();
        int rowBytes = settings.count(ROW_BYTES);
        boolean dictionary = settings.is(TARGET, "dictionary");
        Codec codec = compressor.codec(level);
        int bytesLeft = dictionary ? codec.window() : Integer.MAX_VALUE;
        int rowsLeft = dictionary ? Integer.MAX_VALUE : settings.count(TARGETS_MAX);
        List<Target.Text> texts = new ArrayList<>();
        for (Row row : drawn(with)) {
            if (rowsLeft-- == 0 || bytesLeft <= 0) {
                break;
            }
            byte[] text = Utf8.beginning(row.text(), Math.min(rowBytes, bytesLeft));
            bytesLeft -= text.length;
            texts.add(new Target.Text(row.ordinal(), codec.first(text, text.length), text));
        }
        return new Prepared(name(), version(), settings, with.seed(), new Target(texts).toBytes());
    }

    private static List<Row> drawn(Preparation with) {
        List<Row> rows = new ArrayList<>(with.target());
        rows.sort(Comparator.comparingDouble((Row row) -> Draws.uniform(with.seed(), row)).thenComparing(Row::text));
        return rows;
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
