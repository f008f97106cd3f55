package io.sluice.selection.ranking;

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

/** A column as a file, 4 bytes a record, big-endian, mapped and not on the heap. Thread-safe until it is closed. */
public final class MappedGroups implements GroupColumn, Closeable {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment groups;

    public MappedGroups(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            groups = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /** Writes a column, record by record. */
    public static final class Writer implements Closeable {

        private final DataOutputStream out;

        public Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        }

        public void add(int group) throws IOException {
            out.writeInt(group);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    @Override
    public int group(long ordinal) {
        return groups.get(INT, ordinal * Integer.BYTES);
    }

    @Override
    public void close() {
        arena.close();
    }
}
