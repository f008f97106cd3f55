package io.sluice.selection.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream as slices of one buffer. A line over the bound is never held: it is read to its end and only told.
 * Lines end with LF or CR LF, the last one perhaps with neither; a byte order mark at the beginning belongs to no line.
 * Blank lines are passed over, but have numbers.
 */
final class Lines implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int lineMax;
    private byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;
    /** Of {@code buffer[start]} in the file. */
    private long offset;
    private long number;

    private int from;
    private int to;
    private long lineOffset;
    private long lineBytes;
    private boolean tooLong;

    /**
     * @param offset of the stream's first byte in its file, at the beginning of a line
     * @param before lines that stand before it
     */
    Lines(InputStream in, int lineMax, long offset, long before) {
        this.in = in;
        this.lineMax = lineMax;
        this.offset = offset;
        this.number = before;
    }

    /** Goes to the next line that is not blank. */
    boolean next() throws IOException {
        while (advance()) {
            if (tooLong || !blank()) {
                return true;
            }
        }
        return false;
    }

    /** Of the file, from 1. */
    long number() {
        return number;
    }

    /** Of the line's first byte in the file. */
    long offset() {
        return lineOffset;
    }

    /** Without what ends it. */
    long bytes() {
        return lineBytes;
    }

    /** Whether the line was over the bound; then there is no slice. */
    boolean tooLong() {
        return tooLong;
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    private boolean advance() throws IOException {
        if (offset == 0 && number == 0) {
            skipByteOrderMark();
        }
        int scanned = start;
        while (true) {
            int feed = find(scanned);
            if (feed >= 0) {
                take(feed, feed + 1);
                return true;
            }
            scanned = end;
            if (end - start > lineMax + 1) {
                skip();
                return true;
            }
            int held = end - start;
            if (!fill()) {
                if (held == 0) {
                    return false;
                }
                take(end, end);
                return true;
            }
            scanned = start + held;
        }
    }

    private void take(int lineEnd, int following) {
        from = start;
        to = lineEnd > start && following > lineEnd && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        lineOffset = offset;
        lineBytes = to - from;
        tooLong = lineBytes > lineMax;
        offset += following - start;
        start = following;
        number++;
    }

    /** Drops what is held until the line's end. */
    private void skip() throws IOException {
        lineOffset = offset;
        boolean carriage = false;
        while (true) {
            int feed = find(start);
            int upTo = feed >= 0 ? feed : end;
            if (upTo > start) {
                carriage = buffer[upTo - 1] == '\r';
            }
            offset += upTo - start;
            start = upTo;
            if (feed >= 0) {
                lineBytes = offset - lineOffset - (carriage ? 1 : 0);
                offset++;
                start++;
                break;
            }
            if (!fill()) {
                lineBytes = offset - lineOffset;
                break;
            }
        }
        tooLong = true;
        number++;
    }

    private int find(int at) {
        for (int i = at; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Reads more behind what is held. */
    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int got = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, got);
        return got >= 0;
    }

    private void skipByteOrderMark() throws IOException {
        boolean more = true;
        while (more && end - start < 3) {
            more = fill();
        }
        if (end - start >= 3 && buffer[start] == (byte) 0xef && buffer[start + 1] == (byte) 0xbb && buffer[start + 2] == (byte) 0xbf) {
            start += 3;
            offset += 3;
        }
    }

    private boolean blank() {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
