package io.sluice.selection.dataset;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * On which line of the file a record is. Blank lines are no records, so behind one a record's line does not follow from its
 * ordinal: the part holds the first ordinal behind a blank line, and for each record from there on four bytes, the blank lines before it.
 */
final class LineNumbers implements Closeable {

    private final SeekableByteChannel lines;
    private final long first;

    /** Closes what it reads. */
    LineNumbers(SeekableByteChannel lines) throws IOException {
        this.lines = lines;
        this.first = lines.size() == 0 ? Long.MAX_VALUE : Channel.read(lines, 0, Long.BYTES).getLong();
    }

    static void write(DataOutputStream out, Read read) throws IOException {
        int blank = Math.toIntExact(read.line() - 1 - read.ordinal());
        if (blank == 0) {
            return;
        }
        if (out.size() == 0) {
            out.writeLong(read.ordinal());
        }
        out.writeInt(blank);
    }

    /** From 1. */
    long of(long ordinal) throws IOException {
        return ordinal + 1 + (ordinal < first ? 0 : Channel.read(lines, Long.BYTES + (ordinal - first) * Integer.BYTES, Integer.BYTES).getInt());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
