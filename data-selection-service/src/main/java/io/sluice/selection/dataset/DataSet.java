package io.sluice.selection.dataset;

import io.sluice.selection.row.RowFault;
import java.util.List;

/**
 * A stored data set.
 *
 * @param digest  SHA-256 of its rows as JSON lines
 * @param bytes   of them
 * @param source  what was uploaded, the first time it was
 * @param records rows and faults
 * @param shards  of {@link #SHARD_RECORDS} records, the last one perhaps of fewer
 * @param faults  the first hundred
 */
public record DataSet(String digest, long bytes, Source source, long records, int shards, Profile profile, List<RowFault> faults) {

    /** A power of two: where a record's bit stands follows from its ordinal. */
    public static final int SHARD_RECORDS = 1 << 13;

    static final int FAULTS_KEPT = 100;

    /**
     * The file as it came; a zipped or a Parquet one has another digest than its rows.
     *
     * @param digest SHA-256
     */
    public record Source(Format format, String digest, long bytes) {
    }

    /** Records of one shard. */
    public int records(int shard) {
        return (int) Math.min(SHARD_RECORDS, records - (long) shard * SHARD_RECORDS);
    }
}
