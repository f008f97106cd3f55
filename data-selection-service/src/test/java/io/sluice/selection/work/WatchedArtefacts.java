package io.sluice.selection.work;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what is stored, on a disk that is full after so many bytes. */
final class WatchedArtefacts implements ArtefactStore {

    final List<String> stored = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final ArtefactStore store;

    WatchedArtefacts(ArtefactStore store) {
        this.store = store;
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        return store.open(name);
    }

    @Override
    public void put(String name, Content content) throws IOException {
        store.put(name, out -> content.write(limited(out)));
        stored.add(name);
    }

    private OutputStream limited(OutputStream out) {
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

    @Override
    public void delete(String begin) throws IOException {
        store.delete(begin);
    }
}
