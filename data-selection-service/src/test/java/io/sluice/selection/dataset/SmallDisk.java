package io.sluice.selection.dataset;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store on a disk that is full after so many bytes. */
final class SmallDisk implements DataSetStore {

    private final DataSetStore store;
    private long left;

    SmallDisk(DataSetStore store, long bytes) {
        this.store = store;
        this.left = bytes;
    }

    @Override
    public Staging stage() throws IOException {
        Staging staging = store.stage();
        return new Staging() {
            @Override
            public OutputStream create(Part part) throws IOException {
                return limited(staging.create(part));
            }

            @Override
            public InputStream open(Part part) throws IOException {
                return staging.open(part);
            }

            @Override
            public Path scratch() throws IOException {
                return staging.scratch();
            }

            @Override
            public boolean keep(String digest) throws IOException {
                return staging.keep(digest);
            }

            @Override
            public void close() throws IOException {
                staging.close();
            }
        };
    }

    private OutputStream limited(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
                out.write(bytes, from, length);
            }
        };
    }

    @Override
    public Optional<SeekableByteChannel> open(String digest, Part part) throws IOException {
        return store.open(digest, part);
    }

    @Override
    public boolean exists(String digest) throws IOException {
        return store.exists(digest);
    }

    @Override
    public List<String> digests() throws IOException {
        return store.digests();
    }

    @Override
    public boolean delete(String digest) throws IOException {
        return store.delete(digest);
    }
}
