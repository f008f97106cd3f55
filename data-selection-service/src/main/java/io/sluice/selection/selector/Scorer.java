package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.List;

/**
 * Scores rows of one job. Safe for any number of threads at once; a score depends on its row alone, never on its
 * neighbours, on the order or on the thread.
 */
public interface Scorer {

    /**
     * Higher is chosen first. NaN and infinities say that the row can't be scored and has to be set aside.
     *
     * @param scores [rows.size()] is written
     * @throws SelectorException where models can't be asked; the rows may be scored again
     */
    void score(List<Row> rows, double[] scores) throws SelectorException;

    /** A sentence that says what made the score, for a person who looks at one chosen row. */
    String reason(Row row, double score);
}
