package io.sluice.selection.dataset;

import io.sluice.selection.duplicate.Fingerprint;
import io.sluice.selection.duplicate.RepeatFinder;
import io.sluice.selection.row.Row;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Reads staged rows once and writes what is known of them beside them; a second time only where ids repeat, since rows
 * that are set aside for that count in nothing else. Memory: some megabytes, and a bit for each record.
 */
final class SetScan {

    /** Fingerprints held before files are used. */
    static final int HELD_MAX = 1 << 16;
    /** More are no data set but a mistake; ordinals are bits of one array. */
    private static final long RECORDS_MAX = 1L << 30;
    private static final int ASIDE_BYTES = DataSet.SHARD_RECORDS / Byte.SIZE;

    private final Staging staging;
    private final Path scratch;
    private long records;

    private SetScan(Staging staging) throws IOException {
        this.staging = staging;
        this.scratch = staging.scratch();
    }

    static DataSet scan(Staging staging, String digest, long bytes, DataSet.Source source) throws IOException {
        return new SetScan(staging).run(digest, bytes, source);
    }

    private DataSet run(String digest, long bytes, DataSet.Source source) throws IOException {
        BitSet repeated = new BitSet();
        try (ProfileCount profile = new ProfileCount(scratch.resolve("texts"))) {
            try (RepeatFinder ids = new RepeatFinder(scratch.resolve("ids"), HELD_MAX)) {
                first(ids, profile);
                ids.repeats((ordinal, earlier) -> repeated.set((int) ordinal));
            }
            if (repeated.isEmpty()) {
                return finish(profile, repeated, digest, bytes, source);
            }
        }
        try (ProfileCount profile = new ProfileCount(scratch.resolve("texts"));
                RowReader reader = new FirstOfIdReader(new JsonLinesReader(staging.open(Part.ROWS)), repeated, 0)) {
            for (Read read = reader.next(); read != null; read = reader.next()) {
                profile.add(read);
            }
            return finish(profile, repeated, digest, bytes, source);
        }
    }

    private void first(RepeatFinder ids, ProfileCount profile) throws IOException {
        Fingerprint.Maker fingerprints = new Fingerprint.Maker();
        try (RowReader reader = new JsonLinesReader(staging.open(Part.ROWS));
                DataOutputStream index = new DataOutputStream(staging.create(Part.INDEX));
                DataOutputStream places = new DataOutputStream(staging.create(Part.RECORDS));
                DataOutputStream lines = new DataOutputStream(staging.create(Part.LINES))) {
            for (Read read = reader.next(); read != null; read = reader.next()) {
                if (read.ordinal() == RECORDS_MAX) {
                    throw new RefusedUpload("too_many_records", "a data set has at most " + RECORDS_MAX + " records");
                }
                if (read.ordinal() % DataSet.SHARD_RECORDS == 0) {
                    ShardIndex.write(index, read);
                }
                Records.write(places, read);
                LineNumbers.write(lines, read);
                if (read.result() instanceof Row row && row.id() != null) {
                    ids.add(fingerprints.of(row.id()), row.ordinal());
                }
                profile.add(read);
                records++;
            }
        }
    }

    private DataSet finish(ProfileCount profile, BitSet repeated, String digest, long bytes, DataSet.Source source) throws IOException {
        int shards = (int) ((records + DataSet.SHARD_RECORDS - 1) / DataSet.SHARD_RECORDS);
        byte[] bits = repeated.toByteArray();
        try (OutputStream aside = staging.create(Part.ASIDE)) {
            for (int shard = 0; shard < shards; shard++) {
                aside.write(Arrays.copyOfRange(bits, Math.min(bits.length, shard * ASIDE_BYTES), Math.min(bits.length, (shard + 1) * ASIDE_BYTES)));
                int written = Math.clamp(bits.length - (long) shard * ASIDE_BYTES, 0, ASIDE_BYTES);
                aside.write(new byte[ASIDE_BYTES - written]);
            }
        }
        return new DataSet(digest, bytes, source, records, shards, profile.finish(), profile.faults());
    }
}
