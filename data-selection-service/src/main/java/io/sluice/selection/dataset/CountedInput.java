package io.sluice.selection.dataset;

import io.sluice.selection.file.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and digests what is read through it, and ends at a bound. */
final class CountedInput extends FilterInputStream {

    private final long bytesMax;
    private final MessageDigest sha256;
    private long bytes;

    CountedInput(InputStream in, long bytesMax) {
        super(in);
        this.bytesMax = bytesMax;
        sha256 = Sha256.start();
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was read; once. */
    String digest() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int got = in.read(into, at, length);
        if (got > 0) {
            bytes += got;
            if (bytes > bytesMax) {
                throw new TooManyBytes();
            }
            sha256.update(into, at, got);
        }
        return got;
    }
}
