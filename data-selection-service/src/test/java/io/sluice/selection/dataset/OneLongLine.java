package io.sluice.selection.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.Arrays;

/** A row, a line of a given length that nobody ever holds, and another row. */
final class OneLongLine extends InputStream {

    private static final byte[] BEFORE = "{\"text\": \"before\"}\n".getBytes(UTF_8);
    private static final byte[] AFTER = "\n{\"text\": \"after\"}\n".getBytes(UTF_8);

    private final long length;
    private long at;

    OneLongLine(long length) {
        this.length = length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] bytes, int from, int wanted) {
        long left = BEFORE.length + length + AFTER.length - at;
        if (left == 0) {
            return -1;
        }
        if (at < BEFORE.length) {
            return copy(BEFORE, (int) at, bytes, from, wanted);
        }
        long within = at - BEFORE.length;
        if (within >= length) {
            return copy(AFTER, (int) (within - length), bytes, from, wanted);
        }
        int given = (int) Math.min(wanted, length - within);
        Arrays.fill(bytes, from, from + given, (byte) 'x');
        at += given;
        return given;
    }

    private int copy(byte[] source, int position, byte[] bytes, int from, int wanted) {
        int given = Math.min(wanted, source.length - position);
        System.arraycopy(source, position, bytes, from, given);
        at += given;
        return given;
    }
}
