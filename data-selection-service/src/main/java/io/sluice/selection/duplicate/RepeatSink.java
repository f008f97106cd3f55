package io.sluice.selection.duplicate;

/** Hears of repeated rows, in no particular order. */
@FunctionalInterface
public interface RepeatSink {

    /** @param first the earliest row that is the same */
    void repeat(long ordinal, long first);
}
