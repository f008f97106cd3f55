package io.sluice.registry.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A folder: {@code ab/abcdef…}. Content goes to a temporary file of the same file system, is forced to the disk and moved
 * into its place in one step, so that after a crash a file is whole or absent.
 */
public final class FileArtifactStore implements ArtifactStore {

    private static final int CHUNK = 1 << 16;

    private final Path root;
    private final Path parts;

    /** Makes the folder where it is missing. What an earlier process left half-written is deleted. */
    public FileArtifactStore(Path root) throws IOException {
        this.root = Files.createDirectories(root.toAbsolutePath());
        this.parts = Files.createDirectories(this.root.resolve("parts"));
        try (var left = Files.newDirectoryStream(parts)) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        }
    }

    @Override
    public Put put(String sha256, InputStream content, long bytesMax) throws IOException {
        Path place = place(sha256);
        Path part = Files.createTempFile(parts, sha256.substring(0, 8), ".part");
        try {
            MessageDigest digest = Sha256.start();
            long bytes = write(part, content, bytesMax, digest);
            if (bytes > bytesMax) {
                return new Put.TooLarge(bytesMax);
            }
            String actual = Sha256.hex(digest);
            if (!actual.equals(sha256)) {
                return new Put.WrongDigest(actual);
            }
            Files.createDirectories(place.getParent());
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(place.getParent());
            return new Put.Stored(bytes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Stops one chunk after the bound. */
    private static long write(Path part, InputStream content, long bytesMax, MessageDigest digest) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            for (int got = content.read(chunk); got >= 0 && bytes <= bytesMax; got = content.read(chunk)) {
                digest.update(chunk, 0, got);
                bytes += got;
                ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, got);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(true);
        }
        return bytes;
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<Content> get(String sha256) throws IOException {
        try {
            Path place = place(sha256);
            long bytes = Files.size(place);
            return Optional.of(new Content(Files.newInputStream(place), bytes));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public boolean exists(String sha256) {
        return Files.isRegularFile(place(sha256));
    }

    @Override
    public boolean delete(String sha256) throws IOException {
        return Files.deleteIfExists(place(sha256));
    }

    private Path place(String sha256) {
        if (!Sha256.valid(sha256)) {
            throw new IllegalArgumentException("an address is 64 lower-case hexadecimal digits");
        }
        return root.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
