package io.sluice.selection.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * A gzip (RFC 1952), all of its members one after the other. The JDK's reader takes whatever does not begin as a member for the end, and what
 * stood behind it is lost without a word; here only zeros may follow, with which some tools fill their last block.
 */
final class GzipMembers extends InputStream {

    private static final int BUFFER = 1 << 16;
    private static final int ID1 = 0x1f;
    private static final int ID2 = 0x8b;
    private static final int DEFLATE = 8;
    /** Modification time, extra flags, operating system. */
    private static final int UNREAD_BYTES = 6;
    private static final int HAS_HEADER_CHECK = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int BYTE = 0xff;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean ended;

    /** @throws IOException a {@link ZipException} or {@link EOFException} where it is no gzip, or cut; so does {@link #read} */
    GzipMembers(InputStream in) throws IOException {
        this.in = in;
        header(next());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int got = inflate(into, from, length);
            if (got > 0) {
                check.update(into, from, got);
                return got;
            }
            if (inflater.finished()) {
                trailer();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a dictionary is wanted");
            } else {
                fill();
                inflater.setInput(buffer, 0, end);
            }
        }
        return -1;
    }

    private int inflate(byte[] into, int from, int length) throws ZipException {
        try {
            return inflater.inflate(into, from, length);
        } catch (DataFormatException damage) {
            throw new ZipException(String.valueOf(damage.getMessage()));
        }
    }

    private void trailer() throws IOException {
        at = end - inflater.getRemaining();
        if (little() != (int) check.getValue() || little() != (int) inflater.getBytesWritten()) {
            throw new ZipException("another text than was packed");
        }
        int first = nextOrEnd();
        while (first == 0) {
            first = nextOrEnd();
            if (first > 0) {
                throw new ZipException("something behind the end");
            }
        }
        if (first < 0) {
            ended = true;
        } else {
            header(first);
        }
    }

    private void header(int first) throws IOException {
        if (first != ID1 || next() != ID2 || next() != DEFLATE) {
            throw new ZipException("no member of a gzip");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("flags that nobody knows");
        }
        skip(UNREAD_BYTES);
        if ((flags & HAS_EXTRA) != 0) {
            int low = next();
            skip(low | next() << Byte.SIZE);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_HEADER_CHECK) != 0) {
            skip(2);
        }
        inflater.reset();
        check.reset();
        inflater.setInput(buffer, at, end - at);
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        int letter = next();
        while (letter != 0) {
            letter = next();
        }
    }

    private int little() throws IOException {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= next() << shift;
        }
        return value;
    }

    private int next() throws IOException {
        int read = nextOrEnd();
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }

    private int nextOrEnd() throws IOException {
        if (at == end) {
            end = Math.max(0, in.read(buffer));
            at = 0;
            if (end == 0) {
                return -1;
            }
        }
        return buffer[at++] & BYTE;
    }

    private void fill() throws IOException {
        end = in.read(buffer);
        at = 0;
        if (end <= 0) {
            end = 0;
            throw new EOFException();
        }
    }

    /** What it read from stays open. */
    @Override
    public void close() {
        inflater.end();
    }
}
