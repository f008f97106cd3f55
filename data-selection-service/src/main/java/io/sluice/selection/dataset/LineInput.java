package io.sluice.selection.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

/** Lines that are made only when they are read. Not thread-safe. */
public final class LineInput extends InputStream {

    private final Iterator<byte[]> lines;
    private byte[] line = {};
    private int at;

    /** @param lines each with its line break; closed with this if they can be */
    public LineInput(Iterator<byte[]> lines) {
        this.lines = lines;
    }

    @Override
    public int read() {
        return more() ? line[at++] & 0xff : -1;
    }

    /** As much as is asked for, unless the lines end. */
    @Override
    public int read(byte[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        int taken = 0;
        while (taken < count && more()) {
            int part = Math.min(count - taken, line.length - at);
            System.arraycopy(line, at, into, from + taken, part);
            at += part;
            taken += part;
        }
        return taken == 0 && count > 0 ? -1 : taken;
    }

    private boolean more() {
        while (at == line.length) {
            if (!lines.hasNext()) {
                return false;
            }
            line = lines.next();
            at = 0;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        if (lines instanceof Closeable held) {
            held.close();
        }
    }
}
