package io.sluice.selection.ranking;

import java.util.Arrays;

/** Scores in memory, in shards of a hundred. */
record HeldScores(double[] scores) implements ScoreSource {

    private static final int SHARD = 100;

    @Override
    public int shards() {
        return (scores.length + SHARD - 1) / SHARD;
    }

    @Override
    public double[] shard(int shard) {
        return Arrays.copyOfRange(scores, shard * SHARD, Math.min(scores.length, (shard + 1) * SHARD));
    }

    @Override
    public int shardRecords() {
        return SHARD;
    }
}
