package io.sluice.selection.row;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One example. All text is well-formed Unicode, so that it can be written as UTF-8 without a loss.
 *
 * @param ordinal  its place among all records of its data set, from 0, unreadable ones counted
 * @param id       what the data set calls it, where it does
 * @param prompt   what a model is given; empty for {@link RowForm#PLAIN}
 * @param response what a model shall learn to answer; never blank
 * @param labels   short fields beside the text, which quotas may name; not part of any score
 */
public record Row(long ordinal, @Nullable String id, RowForm form, String prompt, String response, Map<String, String> labels)
        implements RowResult {

    public Row {
        if (ordinal < 0) {
            throw new IllegalArgumentException("ordinal " + ordinal);
        }
        labels = Map.copyOf(labels);
    }

    /** Without id and labels. */
    public Row(long ordinal, RowForm form, String prompt, String response) {
        this(ordinal, null, form, prompt, response, Map.of());
    }

    /** A row of form {@link RowForm#PLAIN}. */
    public static Row plain(long ordinal, String text) {
        return new Row(ordinal, RowForm.PLAIN, "", text);
    }

    /** What selectors and the search for duplicates read. */
    public String text() {
        return RowText.of(prompt, response);
    }
}
