package io.sluice.selection.dataset;

import io.sluice.selection.file.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and digests what is written through it, and ends at a bound. */
final class CountedOutput extends FilterOutputStream {

    private final long bytesMax;
    private final MessageDigest sha256 = Sha256.start();
    private long bytes;

    CountedOutput(OutputStream out, long bytesMax) {
        super(out);
        this.bytesMax = bytesMax;
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was written; once. */
    String digest() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int at, int length) throws IOException {
        bytes += length;
        if (bytes > bytesMax) {
            throw new TooManyBytes();
        }
        sha256.update(from, at, length);
        out.write(from, at, length);
    }
}
