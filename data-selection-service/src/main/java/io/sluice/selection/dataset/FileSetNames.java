package io.sluice.selection.dataset;

import io.sluice.selection.file.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder {@code names/} with a file for each name that holds the digest; written beside and moved, so that it is never half there. */
public final class FileSetNames implements SetNames {

    /** No name begins so. */
    private static final String PART = ".part";

    private final Path names;

    /** Makes the folder where it is missing. */
    public FileSetNames(Path root) throws IOException {
        this.names = Files.createDirectories(root.toAbsolutePath().resolve("names"));
    }

    @Override
    public Optional<String> find(String name) throws IOException {
        try {
            return Optional.of(Files.readString(place(name), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public SortedMap<String, String> all() throws IOException {
        SortedMap<String, String> all = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(names, file -> SetNames.valid(file.getFileName().toString()))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                find(name).ifPresent(digest -> all.put(name, digest));
            }
        }
        return all;
    }

    @Override
    public void put(String name, String digest) throws IOException {
        Path place = place(name);
        Path part = Files.createTempFile(names, PART, "");
        try {
            Files.writeString(part, digest, StandardCharsets.US_ASCII);
            Folders.force(part);
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Folders.force(names);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public boolean delete(String name) throws IOException {
        return Files.deleteIfExists(place(name));
    }

    private Path place(String name) {
        if (!SetNames.valid(name)) {
            throw new IllegalArgumentException("a name is " + RULE);
        }
        return names.resolve(name);
    }
}
