package io.sluice.selection.dataset;

import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

/** Lines that are made only when they are read. Not thread-safe. */
public final class LineInput extends InputStream {

    private final Iterator<byte[]> lines;
    private byte[] line = {};
    private int at;

    /** @param lines each with its line break */
    public LineInput(Iterator<byte[]> lines) {
        this.lines = lines;
    }

    @Override
    public int read() {
        return fill() ? line[at++] & 0xff : -1;
    }

    /** Of one line at most. */
    @Override
    public int read(byte[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(count, line.length - at);
        System.arraycopy(line, at, into, from, taken);
        at += taken;
        return taken;
    }

    private boolean fill() {
        while (at == line.length) {
            if (!lines.hasNext()) {
                return false;
            }
            line = lines.next();
            at = 0;
        }
        return true;
    }
}
