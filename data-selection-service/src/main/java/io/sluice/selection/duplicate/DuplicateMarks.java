package io.sluice.selection.duplicate;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Why each row is set aside, in a mapped file, 8 bytes for each ordinal: the reason in the top byte, the row that stays in
 * the others. The first reason counts.
 */
final class DuplicateMarks implements Closeable {

    private static final int REASON_SHIFT = 56;
    private static final DuplicateKind[] KINDS = DuplicateKind.values();

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment marks;
    private final long rows;

    /** @param rows one more than the largest ordinal */
    DuplicateMarks(Path file, long rows) throws IOException {
        this.file = file;
        this.rows = rows;
        this.marks = ReservedFile.map(file, rows * Long.BYTES, arena);
    }

    void put(long ordinal, DuplicateKind kind, long first) {
        if (marks.getAtIndex(ValueLayout.JAVA_LONG, ordinal) == 0) {
            marks.setAtIndex(ValueLayout.JAVA_LONG, ordinal, (long) (kind.ordinal() + 1) << REASON_SHIFT | first);
        }
    }

    void tell(DuplicateSink sink) throws IOException {
        for (long ordinal = 0; ordinal < rows; ordinal++) {
            long mark = marks.getAtIndex(ValueLayout.JAVA_LONG, ordinal);
            if (mark != 0) {
                sink.duplicate(ordinal, KINDS[(int) (mark >>> REASON_SHIFT) - 1], mark & (1L << REASON_SHIFT) - 1);
            }
        }
    }

    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
