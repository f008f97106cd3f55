package io.sluice.selection.duplicate;

import java.io.IOException;

/** Hears of rows that are set aside, each once, in the order of their ordinals. */
@FunctionalInterface
public interface DuplicateSink {

    /** @param first the row of the pool that stays in its place; of {@link DuplicateKind#IN_TARGET} the row itself */
    void duplicate(long ordinal, DuplicateKind kind, long first) throws IOException;
}
