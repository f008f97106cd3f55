package io.sluice.standalone.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that outlives a run: Kafka's log, Redis' file, keys, text logs. It belongs to one running platform at a
 * time, which an operating-system lock ensures: it goes when its process does, however that ends.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String MARKER = "sluice-data";
    private static final String FORMAT = "1";

    /** The outcome of {@link #open}. */
    public sealed interface Opened {
    }

    /** Locked for this process. */
    public record Locked(DataDirectory directory) implements Opened {
    }

    /** Can't be used. */
    public record Refused(Problem problem) implements Opened {
    }

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the folder if need be and locks it. */
    public static Opened open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            String foreign = foreign(folder);
            if (!foreign.isEmpty()) {
                return refused(foreign);
            }
            return lock(folder);
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            return refused("The data directory " + folder + " is a file.");
        } catch (IOException e) {
            return refused("The data directory " + folder + " can't be used (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "): choose another with --data DIR.");
        }
    }

    public Path path() {
        return path;
    }

    public Path kafka() {
        return path.resolve("kafka");
    }

    public Path redis() {
        return path.resolve("redis");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** Gives the folder back; what is in it stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Opened lock(Path folder) throws IOException {
        Path lockFile = folder.resolve("lock");
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String owner = Files.readString(lockFile).strip();
            channel.close();
            return refused("Another sluice" + (owner.isEmpty() ? "" : " (process " + owner + ")") + " uses the data directory "
                    + folder + ": stop it, or choose another directory with --data DIR (and other ports).");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        Path marker = folder.resolve(MARKER);
        if (!Files.exists(marker)) {
            Files.writeString(marker, FORMAT + "\n");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return new Locked(new DataDirectory(folder, channel));
    }

    /** A sentence if the folder holds something that a platform of this version did not write. */
    private static String foreign(Path folder) throws IOException {
        Path marker = folder.resolve(MARKER);
        if (Files.isRegularFile(marker)) {
            String format = Files.readString(marker).strip();
            return format.equals(FORMAT) ? "" : "The data directory " + folder + " has format '" + format
                    + "', and this version knows only format " + FORMAT + ": use the version that wrote it, or another --data DIR.";
        }
        try (var entries = Files.list(folder)) {
            return entries.allMatch(entry -> entry.getFileName().toString().equals("lock")) ? "" : "The directory " + folder
                    + " is not empty and was not made by sluice: choose another with --data DIR.";
        }
    }

    private static Refused refused(String message) {
        return new Refused(new Problem(message));
    }
}
