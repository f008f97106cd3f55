package io.sluice.selection.dataset;

import io.sluice.selection.file.SmallDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store whose parts are written to a small disk. */
public final class LimitedSets implements DataSetStore {

    private final DataSetStore store;
    private final SmallDisk disk;

    public LimitedSets(DataSetStore store, SmallDisk disk) {
        this.store = store;
        this.disk = disk;
    }

    @Override
    public Staging stage() throws IOException {
        Staging staging = store.stage();
        return new Staging() {
            @Override
            public OutputStream create(Part part) throws IOException {
                return disk.limited(staging.create(part));
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
