package io.sluice.selection.ranking;

/** One number for each record: which value of a label it has, or which cluster it belongs to. */
@FunctionalInterface
public interface GroupColumn {

    int NONE = -1;

    /** At least zero, or {@link #NONE}. */
    int group(long ordinal);
}
