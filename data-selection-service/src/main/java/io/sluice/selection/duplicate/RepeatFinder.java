package io.sluice.selection.duplicate;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which fingerprints came before. Few are held in memory; more go to 64 files by their first bits, each of which is
 * then looked at alone, so that memory is that of a sixty-fourth of the distinct fingerprints (48 to 96 bytes each) and the
 * disk takes 24 bytes a row. The order in which rows are added does not matter. Not thread-safe.
 */
public final class RepeatFinder implements Closeable {

    private static final int PARTS = 64;
    private static final int RECORD_BYTES = 24;

    private final Path folder;
    private final int heldMax;
    private final long[] held;
    private int count;
    private DataOutputStream @Nullable [] parts;

    /** @param folder an empty one for this finder alone; files appear only where there are more than {@code heldMax} rows */
    public RepeatFinder(Path folder, int heldMax) {
        this.folder = folder;
        this.heldMax = heldMax;
        this.held = new long[3 * heldMax];
    }

    public void add(Fingerprint key, long ordinal) throws IOException {
        if (count == heldMax) {
            spill();
        }
        held[3 * count] = key.high();
        held[3 * count + 1] = key.low();
        held[3 * count + 2] = ordinal;
        count++;
    }

    /** Tells every row but the earliest of its fingerprint. Once, after the last row. */
    public void repeats(RepeatSink sink) throws IOException {
        FirstTable table = new FirstTable();
        if (parts == null) {
            for (int i = 0; i < 3 * count; i += 3) {
                table.add(held[i], held[i + 1], held[i + 2]);
            }
            for (int i = 0; i < 3 * count; i += 3) {
                tell(table, held[i], held[i + 1], held[i + 2], sink);
            }
            return;
        }
        spill();
        for (int part = 0; part < PARTS; part++) {
            parts[part].close();
            table.clear();
            long records = Files.size(file(part)) / RECORD_BYTES;
            try (DataInputStream in = open(part)) {
                for (long i = 0; i < records; i++) {
                    table.add(in.readLong(), in.readLong(), in.readLong());
                }
            }
            try (DataInputStream in = open(part)) {
                for (long i = 0; i < records; i++) {
                    tell(table, in.readLong(), in.readLong(), in.readLong(), sink);
                }
            }
            Files.delete(file(part));
        }
    }

    private static void tell(FirstTable table, long high, long low, long ordinal, RepeatSink sink) {
        long first = table.first(high, low);
        if (first != ordinal) {
            sink.repeat(ordinal, first);
        }
    }

    private void spill() throws IOException {
        if (parts == null) {
            Files.createDirectories(folder);
            parts = new DataOutputStream[PARTS];
            for (int part = 0; part < PARTS; part++) {
                parts[part] = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(part)), 1 << 13));
            }
        }
        for (int i = 0; i < 3 * count; i += 3) {
            DataOutputStream out = parts[(int) (held[i] >>> 58)];
            out.writeLong(held[i]);
            out.writeLong(held[i + 1]);
            out.writeLong(held[i + 2]);
        }
        count = 0;
    }

    private DataInputStream open(int part) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file(part)), 1 << 16));
    }

    private Path file(int part) {
        return folder.resolve("part-" + part);
    }

    /** Deletes what is left of its files, also where the disk is too full to write what they lack. */
    @Override
    public void close() throws IOException {
        if (parts == null) {
            return;
        }
        for (int part = 0; part < PARTS; part++) {
            try (DataOutputStream out = parts[part]) {
                Files.deleteIfExists(file(part));
            } catch (IOException full) {
                if (Files.exists(file(part))) {
                    throw full;
                }
            }
        }
        Files.deleteIfExists(folder);
    }
}
