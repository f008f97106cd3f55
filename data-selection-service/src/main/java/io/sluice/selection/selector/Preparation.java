package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a selector is prepared with.
 *
 * @param target   rows that are like what is wanted
 * @param pool     asked only by selectors with {@link Selector.Need#POOL}
 * @param settings as given, unchecked
 * @param seed     of everything drawn
 * @param trained  asked only by selectors whose settings leave a model to be trained
 */
public record Preparation(List<Row> target, RowSample pool, Map<String, ?> settings, long seed, Likelihoods likelihoods, TrainedModels trained) {

    /** More rows than that are no sample. */
    public static final int TARGET_ROWS_MAX = 10_000;
    /** In characters of text, all rows together. */
    public static final int TARGET_CHARACTERS_MAX = 16 << 20;

    public Preparation {
        target = List.copyOf(target);
    }

    /** Where no model is trained. */
    public Preparation(List<Row> target, RowSample pool, Map<String, ?> settings, long seed, Likelihoods likelihoods) {
        this(target, pool, settings, seed, likelihoods, TrainedModels.none());
    }

    /** The texts of the target: at least one, none empty, within the bounds. */
    public List<String> targetTexts() throws SelectorException {
        if (target.isEmpty()) {
            throw SelectorException.target("the target has no rows");
        }
        if (target.size() > TARGET_ROWS_MAX) {
            throw SelectorException.target("the target has " + target.size() + " rows, more than " + TARGET_ROWS_MAX);
        }
        List<String> texts = new ArrayList<>(target.size());
        long characters = 0;
        for (Row row : target) {
            String text = row.text();
            characters += text.length();
            texts.add(text);
        }
        if (characters > TARGET_CHARACTERS_MAX) {
            throw SelectorException.target("the target has " + characters + " characters, more than " + TARGET_CHARACTERS_MAX);
        }
        if (characters == 0) {
            throw SelectorException.target("the target has no text");
        }
        return texts;
    }
}
