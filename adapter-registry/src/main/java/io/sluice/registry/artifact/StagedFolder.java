package io.sluice.registry.artifact;

import io.sluice.platform.error.SluiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** An upload on its way: a temporary folder, bounded in bytes over all its files, gone when it is closed. */
public final class StagedFolder implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final long bytesMax;
    private long bytes;

    private StagedFolder(Path path, long bytesMax) {
        this.path = path;
        this.bytesMax = bytesMax;
    }

    public static StagedFolder create(Path parent, long bytesMax) {
        try {
            Files.createDirectories(parent);
            return new StagedFolder(Files.createTempDirectory(parent, "upload"), bytesMax);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    /** For what arrives, before it is looked at; no file of an adapter has its name. */
    public Path incoming() {
        return path.resolve(".incoming");
    }

    /** A file of the folder under a name that a stranger gave; passed over where nothing needs it. */
    public void add(String entry, InputStream content) throws IOException {
        Optional<String> name = FileNames.accept(entry);
        try (OutputStream out = name.isPresent() ? open(name.get()) : OutputStream.nullOutputStream()) {
            byte[] chunk = new byte[CHUNK];
            for (int got = content.read(chunk); got >= 0; got = content.read(chunk)) {
                bytes += got;
                if (bytes > bytesMax) {
                    throw tooLarge(bytesMax);
                }
                out.write(chunk, 0, got);
            }
        }
    }

    private OutputStream open(String name) throws IOException {
        try {
            return Files.newOutputStream(path.resolve(name), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException twice) {
            throw SluiceException.user(422, "duplicate_file", "the upload holds a file twice", name);
        }
    }

    /** 413: the bound is that of the unpacked files. */
    public static SluiceException tooLarge(long bytesMax) {
        return SluiceException.user(413, "adapter_too_large", "an adapter's files have at most " + bytesMax + " bytes together", null);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
