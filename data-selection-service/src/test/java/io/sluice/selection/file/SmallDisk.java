package io.sluice.selection.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Room for so many bytes of all that is written through it; what it has no room for is half written. Thread-safe. */
public final class SmallDisk {

    private final AtomicLong left;

    public SmallDisk(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** From now on. */
    public void hasLeft(long bytes) {
        left.set(bytes);
    }

    public OutputStream limited(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (left.addAndGet(-length) < 0) {
                    out.write(bytes, from, length / 2);
                    throw new IOException("No space left on device");
                }
                out.write(bytes, from, length);
            }
        };
    }
}
