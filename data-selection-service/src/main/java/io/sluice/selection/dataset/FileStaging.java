package io.sluice.selection.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A folder beside the stored sets: {@code lock}, held while its process lives, {@code parts} and {@code scratch}. Its parts
 * become a set by one move, so that after a crash a set is whole or absent.
 */
final class FileStaging implements Staging {

    private static final String LOCK = "lock";
    private static final String PARTS = "parts";
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final Path sets;
    private final FileChannel lock;

    FileStaging(Path parent, Path sets) throws IOException {
        this.folder = Files.createTempDirectory(parent, "upload");
        this.sets = sets;
        this.lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.lock();
        Files.createDirectory(folder.resolve(PARTS));
    }

    /** Whether the process that staged it is gone, so that nobody will come back for it. */
    static boolean abandoned(Path folder) throws IOException {
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
    public OutputStream create(Part part) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(path(part), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER);
    }

    @Override
    public InputStream open(Part part) throws IOException {
        return Files.newInputStream(path(part));
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createDirectories(folder.resolve("scratch"));
    }

    @Override
    public boolean keep(String digest) throws IOException {
        for (Part part : Part.values()) {
            Folders.force(path(part));
        }
        Folders.force(folder.resolve(PARTS));
        Path place = FileDataSetStore.place(sets, digest);
        Files.createDirectories(place.getParent());
        try {
            Files.move(folder.resolve(PARTS), place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException there) {
            if (!Files.isDirectory(place)) {
                throw there;
            }
            return false;
        }
        Folders.force(place.getParent());
        return true;
    }

    private Path path(Part part) {
        return folder.resolve(PARTS).resolve(part.file());
    }

    @Override
    public void close() throws IOException {
        lock.close();
        Folders.delete(folder);
    }
}
