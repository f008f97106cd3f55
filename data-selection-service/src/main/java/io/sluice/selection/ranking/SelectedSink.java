package io.sluice.selection.ranking;

import java.io.IOException;

/** Takes the selected rows, from the best on. */
@FunctionalInterface
public interface SelectedSink {

    /** @param rank from 1 */
    void selected(long rank, long ordinal, double score) throws IOException;
}
