package io.sluice.selection.work;

import io.sluice.selection.file.Folders;
import io.sluice.selection.file.HeldFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** A folder: {@code artefacts/} with a file for each, and {@code artefacts-staging/} for those on their way. */
public final class FileArtefactStore implements ArtefactStore {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(/[a-z0-9-]+)*");
    private static final int BUFFER = 1 << 16;

    private final Path artefacts;
    private final Path staging;

    /** Makes the folder where it is missing. What a process that is gone left half-done is deleted. */
    public FileArtefactStore(Path root) throws IOException {
        this.artefacts = Files.createDirectories(root.toAbsolutePath().resolve("artefacts"));
        this.staging = Files.createDirectories(root.toAbsolutePath().resolve("artefacts-staging"));
        HeldFolder.sweep(staging);
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        try {
            return Optional.of(Files.newInputStream(place(name)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String name, Content content) throws IOException {
        Path place = place(name);
        try (HeldFolder held = new HeldFolder(staging, "artefact")) {
            Path file = held.path().resolve("content");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
                content.write(out);
            }
            Folders.force(file);
            Files.createDirectories(place.getParent());
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Folders.force(place.getParent());
        }
    }

    @Override
    public void delete(String begin) throws IOException {
        Folders.delete(place(begin));
    }

    private Path place(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name of an artefact: " + name);
        }
        return artefacts.resolve(name);
    }
}
