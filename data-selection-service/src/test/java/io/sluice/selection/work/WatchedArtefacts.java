package io.sluice.selection.work;

import io.sluice.selection.file.SmallDisk;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Remembers what is stored, on a small disk. */
public final class WatchedArtefacts implements ArtefactStore {

    final List<String> stored = Collections.synchronizedList(new ArrayList<>());
    private final SmallDisk disk;
    private final ArtefactStore store;

    public WatchedArtefacts(ArtefactStore store, SmallDisk disk) {
        this.store = store;
        this.disk = disk;
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        return store.open(name);
    }

    @Override
    public void put(String name, Content content) throws IOException {
        store.put(name, out -> content.write(disk.limited(out)));
        stored.add(name);
    }

    @Override
    public void delete(String begin) throws IOException {
        store.delete(begin);
    }
}
