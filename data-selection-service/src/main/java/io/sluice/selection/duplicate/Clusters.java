package io.sluice.selection.duplicate;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** Union-find over rows, each cluster known by its first row; 4 bytes a row in a mapped file. */
final class Clusters implements Closeable {

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment parents;

    Clusters(Path file, int rows) throws IOException {
        this.file = file;
        parents = ReservedFile.map(file, (long) rows * Integer.BYTES, arena);
        for (int row = 0; row < rows; row++) {
            set(row, row);
        }
    }

    int first(int row) {
        int at = row;
        while (parent(at) != at) {
            set(at, parent(parent(at)));
            at = parent(at);
        }
        return at;
    }

    void join(int one, int other) {
        int a = first(one);
        int b = first(other);
        set(Math.max(a, b), Math.min(a, b));
    }

    private int parent(int row) {
        return parents.getAtIndex(ValueLayout.JAVA_INT, row);
    }

    private void set(int row, int parent) {
        parents.setAtIndex(ValueLayout.JAVA_INT, row, parent);
    }

    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
