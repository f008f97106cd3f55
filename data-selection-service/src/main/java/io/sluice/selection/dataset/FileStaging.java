package io.sluice.selection.dataset;

import io.sluice.selection.file.Folders;
import io.sluice.selection.file.HeldFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A held folder beside the stored sets, with {@code parts} and {@code scratch}. Its parts become a set by one move, so that after
 * a crash a set is whole or absent.
 */
final class FileStaging implements Staging {

    private static final String PARTS = "parts";
    private static final int BUFFER = 1 << 16;

    private final HeldFolder held;
    private final Path folder;
    private final Path sets;

    FileStaging(Path parent, Path sets) throws IOException {
        this.held = new HeldFolder(parent, "upload");
        this.folder = held.path();
        this.sets = sets;
        Files.createDirectory(folder.resolve(PARTS));
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
            complete(place);
            return false;
        }
        Folders.force(place.getParent());
        return true;
    }

    /** A set that an older version stored may lack a part; the records are the same, so this one's fits. */
    private void complete(Path place) throws IOException {
        for (Part part : Part.values()) {
            if (!Files.exists(place.resolve(part.file()))) {
                Files.move(path(part), place.resolve(part.file()), StandardCopyOption.ATOMIC_MOVE);
                Folders.force(place);
            }
        }
    }

    private Path path(Part part) {
        return folder.resolve(PARTS).resolve(part.file());
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
