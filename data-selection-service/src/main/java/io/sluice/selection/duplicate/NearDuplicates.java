package io.sluice.selection.duplicate;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows that are nearly the same, by locality-sensitive hashing of their signatures: rows that agree in a band are candidates,
 * candidates whose signatures are as similar as the threshold are one cluster, and so are clusters that share a row. Of each
 * the earliest row stays.
 *
 * <p>Bands are looked at one after the other; the rows of a large set go to 64 files by their value, so that the heap holds a
 * sixty-fourth of one band's distinct values (24 to 48 bytes each). The disk takes 140 bytes a row, and 12 more while
 * a band is looked at. What is found depends on nothing but the rows. Not thread-safe.
 */
public final class NearDuplicates implements Closeable {

    private static final int PARTS = 64;
    private static final int RECORD_BYTES = Long.BYTES + Integer.BYTES;

    private final Path folder;
    private final Bands bands;
    private final int agreeing;
    private final int heldMax;
    private final Signatures signatures;
    private long last = -1;

    /**
     * @param folder    an empty one for this search alone
     * @param threshold similarity from which on rows are nearly the same, in (0, 1]
     * @param heldMax   rows of one band that are looked at without files
     */
    public NearDuplicates(Path folder, double threshold, int heldMax) throws IOException {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("a threshold of " + threshold);
        }
        this.folder = Files.createDirectories(folder);
        this.bands = Bands.of(threshold);
        this.agreeing = MinHash.agreeing(threshold);
        this.heldMax = heldMax;
        this.signatures = new Signatures(folder.resolve("signatures"));
    }

    /** Rows come in the order of their ordinals. */
    public void add(byte[] signature, long ordinal) throws IOException {
        if (ordinal <= last || signatures.rows() == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("row " + ordinal + " after row " + last);
        }
        last = ordinal;
        signatures.add(signature, ordinal);
    }

    /** Tells every row but the earliest of its cluster, in the order of ordinals. Once, after the last row. */
    public void repeats(RepeatSink sink) throws IOException {
        signatures.map();
        try (Clusters clusters = new Clusters(folder.resolve("clusters"), signatures.rows())) {
            Leaders leaders = new Leaders();
            Leaders.Alike alike = (one, other) -> alike(one, other, clusters);
            for (int band = 0; band < bands.count(); band++) {
                if (signatures.rows() <= heldMax) {
                    held(band, leaders, alike);
                } else {
                    parted(band, leaders, alike);
                }
            }
            for (int row = 0; row < signatures.rows(); row++) {
                int first = clusters.first(row);
                if (first != row) {
                    sink.repeat(signatures.ordinal(row), signatures.ordinal(first));
                }
            }
        }
    }

    private boolean alike(int one, int other, Clusters clusters) {
        if (clusters.first(one) == clusters.first(other)) {
            return true;
        }
        if (signatures.agreeing(one, other) < agreeing) {
            return false;
        }
        clusters.join(one, other);
        return true;
    }

    private void held(int band, Leaders leaders, Leaders.Alike alike) {
        leaders.clear();
        for (int row = 0; row < signatures.rows(); row++) {
            leaders.meet(signatures.band(row, band, bands), row, alike);
        }
    }

    private void parted(int band, Leaders leaders, Leaders.Alike alike) throws IOException {
        part(band);
        for (int part = 0; part < PARTS; part++) {
            leaders.clear();
            long records = Files.size(file(part)) / RECORD_BYTES;
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file(part)), 1 << 16))) {
                for (long i = 0; i < records; i++) {
                    leaders.meet(in.readLong(), in.readInt(), alike);
                }
            }
        }
    }

    private void part(int band) throws IOException {
        DataOutputStream[] parts = new DataOutputStream[PARTS];
        try {
            for (int part = 0; part < PARTS; part++) {
                parts[part] = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(part)), 1 << 13));
            }
            for (int row = 0; row < signatures.rows(); row++) {
                long key = signatures.band(row, band, bands);
                DataOutputStream out = parts[Leaders.home(key) >>> 26];
                out.writeLong(key);
                out.writeInt(row);
            }
        } finally {
            for (DataOutputStream out : parts) {
                if (out != null) {
                    out.close();
                }
            }
        }
    }

    private Path file(int part) {
        return folder.resolve("band-" + part);
    }

    @Override
    public void close() throws IOException {
        signatures.close();
        for (int part = 0; part < PARTS; part++) {
            Files.deleteIfExists(file(part));
        }
        Files.deleteIfExists(folder);
    }
}
