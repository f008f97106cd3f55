package io.sluice.selection.dataset;

import io.sluice.selection.file.Folders;
import io.sluice.selection.file.HeldFolder;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder: {@code sets/ab/abcdef…/} with the parts of one set, and {@code staging/} for those on their way. */
public final class FileDataSetStore implements DataSetStore {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path sets;
    private final Path staging;

    /** Makes the folder where it is missing. What a process that is gone left half-done is deleted; living ones keep theirs. */
    public FileDataSetStore(Path root) throws IOException {
        this.sets = Files.createDirectories(root.toAbsolutePath().resolve("sets"));
        this.staging = Files.createDirectories(root.toAbsolutePath().resolve("staging"));
        HeldFolder.sweep(staging);
    }

    @Override
    public Staging stage() throws IOException {
        return new FileStaging(staging, sets);
    }

    @Override
    public Optional<SeekableByteChannel> open(String digest, Part part) throws IOException {
        try {
            return Optional.of(Files.newByteChannel(place(sets, digest).resolve(part.file())));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public boolean exists(String digest) {
        return Files.isDirectory(place(sets, digest));
    }

    @Override
    public List<String> digests() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(sets, 2)) {
            all.map(each -> each.getFileName().toString()).filter(name -> DIGEST.matcher(name).matches()).sorted().forEach(found::add);
        }
        return List.copyOf(found);
    }

    /** Out of its place in one step, and then file by file. */
    @Override
    public boolean delete(String digest) throws IOException {
        Path gone = Files.createTempDirectory(staging, "deleted");
        try {
            Files.move(place(sets, digest), gone.resolve("parts"), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        } finally {
            Folders.delete(gone);
        }
    }

    static Path place(Path sets, String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("a digest is 64 lower-case hexadecimal digits");
        }
        return sets.resolve(digest.substring(0, 2)).resolve(digest);
    }
}
