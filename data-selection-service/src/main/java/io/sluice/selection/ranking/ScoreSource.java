package io.sluice.selection.ranking;

import java.io.IOException;

/**
 * The scores of a pool, shard by shard; read several times, one shard in memory at a time. What is not finite is no
 * candidate: a record that is no row, a duplicate, a row that its selector couldn't score.
 */
public interface ScoreSource {

    int shards();

    /** By the record's place within the shard; only the last shard may have fewer than {@link #shardRecords}. */
    double[] shard(int shard) throws IOException;

    /** Of every shard but perhaps the last; a record's ordinal is its shard times this, and its place. */
    int shardRecords();
}
