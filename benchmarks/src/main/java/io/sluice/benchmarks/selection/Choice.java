package io.sluice.benchmarks.selection;

import io.sluice.selection.ranking.Constraints;
import io.sluice.selection.ranking.ScoreSource;
import io.sluice.selection.ranking.Selection;
import java.io.IOException;
import java.nio.file.Path;

/** The rows of a pool in the order in which they are chosen, the best first. */
record Choice(int[] ordinals) {

    /** The best so many by the service's own cut and order. */
    static Choice of(double[] scores, long rows, Path folder) throws IOException {
        ScoreSource one = new ScoreSource() {
            @Override
            public int shards() {
                return 1;
            }

            @Override
            public double[] shard(int shard) {
                return scores;
            }

            @Override
            public int shardRecords() {
                return scores.length;
            }
        };
        int[] ordinals = new int[(int) Math.min(rows, scores.length)];
        int[] next = {0};
        new Selection(one, folder, ordinals.length, Constraints.NONE)
                .choose((rank, ordinal, score) -> ordinals[next[0]++] = (int) ordinal);
        if (next[0] < ordinals.length) {
            throw new IllegalStateException(ordinals.length - next[0] + " rows have no score");
        }
        return new Choice(ordinals);
    }
}
