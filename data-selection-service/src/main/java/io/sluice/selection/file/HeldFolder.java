package io.sluice.selection.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new folder that its process holds by a lock: gone when it is closed, and deleted by the next {@link #sweep} after its
 * process was killed. Not thread-safe.
 */
public final class HeldFolder implements Closeable {

    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    /** @param parent exists; is made for such folders alone */
    public HeldFolder(Path parent, String prefix) throws IOException {
        synchronized (HeldFolder.class) {
            try (FileChannel gate = gate(parent); FileLock alone = gate.lock()) {
                path = Files.createTempDirectory(parent, prefix);
                lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                lock.lock();
            }
        }
    }

    public Path path() {
        return path;
    }

    /** Deletes what processes that are gone left behind; living ones, this one included, keep theirs. */
    public static void sweep(Path parent) throws IOException {
        synchronized (HeldFolder.class) {
            try (FileChannel gate = gate(parent); FileLock alone = gate.lock(); var left = Files.newDirectoryStream(parent)) {
                for (Path each : left) {
                    if (abandoned(each)) {
                        Folders.delete(each);
                    }
                }
            }
        }
    }

    /** Held while a folder is made, so that nobody takes one that has no lock yet for an abandoned one. */
    private static FileChannel gate(Path parent) throws IOException {
        return FileChannel.open(parent.resolveSibling(parent.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static boolean abandoned(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(LOCK))) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE); FileLock own = channel.tryLock()) {
            return own != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        Folders.delete(path);
    }
}
