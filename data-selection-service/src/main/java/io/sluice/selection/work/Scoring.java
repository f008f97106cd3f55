package io.sluice.selection.work;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.row.RowResult;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One shard being scored, in batches, which change nothing but the speed. Not thread-safe. */
final class Scoring {

    private static final int BATCH_ROWS = 256;
    private static final int BATCH_CHARACTERS = 1 << 20;

    private final Scorer scorer;
    private final double[] scores;
    private final SortedMap<String, Long> setAside = new TreeMap<>();
    private final List<Row> batch = new ArrayList<>(BATCH_ROWS);
    private final int[] places = new int[BATCH_ROWS];
    private int characters;

    Scoring(Scorer scorer, int records) {
        this.scorer = scorer;
        this.scores = new double[records];
        Arrays.fill(scores, Double.NaN);
    }

    /** @param place of the record within the shard */
    void take(int place, RowResult record) throws SelectorException, InterruptedIOException {
        switch (record) {
            case RowFault fault -> setAside.merge(fault.kind().label(), 1L, Long::sum);
            case Row row -> {
                places[batch.size()] = place;
                batch.add(row);
                characters += row.prompt().length() + row.response().length();
                if (batch.size() == BATCH_ROWS || characters > BATCH_CHARACTERS) {
                    score();
                }
            }
        }
    }

    /** Once, after the last record. */
    ShardScores finish() throws SelectorException, InterruptedIOException {
        score();
        return new ShardScores(scores, setAside);
    }

    private void score() throws SelectorException, InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("stopped");
        }
        double[] given = new double[batch.size()];
        scorer.score(batch, given);
        for (int i = 0; i < given.length; i++) {
            if (Double.isFinite(given[i])) {
                scores[places[i]] = given[i];
            } else {
                setAside.merge(ShardScores.NOT_FINITE, 1L, Long::sum);
            }
        }
        batch.clear();
        characters = 0;
    }
}
