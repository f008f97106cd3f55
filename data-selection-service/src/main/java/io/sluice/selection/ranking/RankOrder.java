package io.sluice.selection.ranking;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A pool's candidates from the best on: by score, and by ordinal where scores are equal. Only as much is sorted as is asked
 * for: first as many rows as are wanted, then, where constraints passed some over, four times as many as so far. Not
 * thread-safe.
 */
public final class RankOrder implements Closeable {

    private static final int GROWTH = 4;

    private final ScoreSource scores;
    private final Path folder;
    private final long wanted;
    private final long[] row = new long[2];
    private Cut end = Cut.BEGINNING;
    private boolean last;
    private @Nullable RankRuns band;

    /**
     * @param folder where files may be made while it is open
     * @param wanted rows that will be asked for at least, where there are so many
     */
    public RankOrder(ScoreSource scores, Path folder, long wanted) {
        this.scores = scores;
        this.folder = folder;
        this.wanted = Math.max(1, wanted);
    }

    /** To the next row; false after the last one. */
    public boolean next() throws IOException {
        while (band == null || !band.next(row)) {
            if (last) {
                return false;
            }
            nextBand();
        }
        return true;
    }

    /** Of the row it is at. */
    public long ordinal() {
        return row[1];
    }

    /** Of the row it is at. */
    public double score() {
        return ScoreKey.score(row[0]);
    }

    private void nextBand() throws IOException {
        close();
        long upTo = end.rows() == 0 ? wanted : end.rows() * GROWTH;
        Cut begin = end;
        end = Cut.after(upTo, scores);
        last = end.rows() < upTo;
        RankRuns runs = new RankRuns(folder);
        band = runs;
        collect(begin, end, runs);
        runs.sort();
    }

    private void collect(Cut begin, Cut end, RankRuns runs) throws IOException {
        long beginTies = 0;
        long endTies = 0;
        for (int shard = 0; shard < scores.shards(); shard++) {
            double[] all = scores.shard(shard);
            long first = (long) shard * scores.shardRecords();
            for (int i = 0; i < all.length; i++) {
                if (!Double.isFinite(all[i])) {
                    continue;
                }
                long key = ScoreKey.of(all[i]);
                boolean given = key < begin.key() || key == begin.key() && beginTies++ < begin.ties();
                boolean within = key < end.key() || key == end.key() && endTies++ < end.ties();
                if (within && !given) {
                    runs.add(key, first + i);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (band != null) {
            band.close();
            band = null;
        }
    }
}
