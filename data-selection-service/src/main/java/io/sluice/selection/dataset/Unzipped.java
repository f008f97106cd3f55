package io.sluice.selection.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** A gzip being unpacked: damage is told as such, and what grows more than two hundred times is no text. */
final class Unzipped extends InputStream {

    private static final int RATIO_MAX = 200;
    /** Below this, a ratio says nothing. */
    private static final long SMALL_BYTES = 1 << 20;

    private final CountedInput packed;
    private final GzipMembers in;
    private long bytes;

    /** @param packed counts what {@code zipped} is read from */
    Unzipped(InputStream zipped, CountedInput packed) throws IOException {
        this.packed = packed;
        try {
            in = new GzipMembers(zipped);
        } catch (ZipException | EOFException damage) {
            throw damaged();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int got;
        try {
            got = in.read(into, at, length);
        } catch (ZipException | EOFException damage) {
            throw damaged();
        }
        bytes += Math.max(0, got);
        if (bytes > SMALL_BYTES && bytes > packed.bytes() * RATIO_MAX) {
            throw new RefusedUpload("archive_bomb", "the file unpacks to more than " + RATIO_MAX + " times its size");
        }
        return got;
    }

    private static RefusedUpload damaged() {
        return new RefusedUpload("damaged_gzip", "the gzip is cut or damaged");
    }

    /** What it read from stays open. */
    @Override
    public void close() {
        in.close();
    }
}
