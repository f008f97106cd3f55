package io.sluice.selection.duplicate;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Signatures in a file, 136 bytes a row with its ordinal; mapped when all are there, so that the heap holds none of them. */
final class Signatures implements Closeable {

    private static final int ENTRY_BYTES = Long.BYTES + MinHash.PERMUTATIONS;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private final Path file;
    private final DataOutputStream out;
    private final Arena arena = Arena.ofShared();
    private MemorySegment entries = MemorySegment.NULL;
    private int rows;

    Signatures(Path file) throws IOException {
        this.file = file;
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    void add(byte[] signature, long ordinal) throws IOException {
        out.writeLong(ordinal);
        out.write(signature);
        rows++;
    }

    /** After the last one. */
    void map() throws IOException {
        out.close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            entries = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    int rows() {
        return rows;
    }

    long ordinal(int row) {
        return entries.get(LONG, (long) row * ENTRY_BYTES);
    }

    /** The bytes of a band, in the low bits. */
    long band(int row, int band, Bands bands) {
        long at = (long) row * ENTRY_BYTES + Long.BYTES + (long) band * bands.bytes();
        long key = 0;
        for (int i = 0; i < bands.bytes(); i++) {
            key = key << Byte.SIZE | entries.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
        }
        return key;
    }

    /** In how many bytes two rows agree. */
    int agreeing(int one, int other) {
        long a = (long) one * ENTRY_BYTES + Long.BYTES;
        long b = (long) other * ENTRY_BYTES + Long.BYTES;
        int agree = 0;
        for (int i = 0; i < MinHash.PERMUTATIONS; i += Long.BYTES) {
            long different = entries.get(LONG, a + i) ^ entries.get(LONG, b + i);
            // The top bit of each byte is set where the byte is zero, and nowhere else.
            agree += Long.bitCount(~((different & LOW_BITS) + LOW_BITS | different | LOW_BITS));
        }
        return agree;
    }

    @Override
    public void close() throws IOException {
        arena.close();
        try (out) {
            Files.deleteIfExists(file);
        }
    }
}
