package io.sluice.inference.hub;

import com.github.tjake.jlama.util.ProgressReporter;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Brings one file into a folder: into {@code NAME.part} first, from where a broken transfer left off, and under its name
 * only when size and digest are right.
 */
final class FileDownload {

    /** Attempts in a row that bring nothing. */
    private static final int FRUITLESS_ATTEMPTS_MAX = 4;
    private static final int ATTEMPTS_MAX = 64;
    private static final int CHUNK = 1 << 18;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final HubConnection hub;
    private final HubRepository repository;
    private final String revision;
    private final Path folder;
    private final ProgressReporter progress;

    FileDownload(HubConnection hub, HubRepository repository, String revision, Path folder, ProgressReporter progress) {
        this.hub = hub;
        this.repository = repository;
        this.revision = revision;
        this.folder = folder;
        this.progress = progress;
    }

    void run(HubFile file) throws IOException {
        Path target = folder.resolve(file.name());
        if (Files.isRegularFile(target) && isComplete(target, file)) {
            progress.update(file.name(), file.bytes(), file.bytes());
            return;
        }
        Path part = folder.resolve(file.name() + ".part");
        transfer(file, part);
        if (!isComplete(part, file)) {
            Files.delete(part);
            throw new HubException(file.name() + " arrived damaged: its digest is not the one that the hub names");
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Tries again from where the last attempt ended, as long as attempts bring something. */
    private void transfer(HubFile file, Path part) throws IOException {
        int attempts = 0;
        int fruitless = 0;
        while (size(part) != file.bytes() || !Files.exists(part)) {
            long before = size(part);
            try {
                attempt(file, part);
            } catch (HubException e) {
                throw e;
            } catch (IOException e) {
                attempts++;
                fruitless = size(part) > before ? 0 : fruitless + 1;
                if (attempts >= ATTEMPTS_MAX || fruitless >= FRUITLESS_ATTEMPTS_MAX) {
                    throw new HubException("the transfer of " + file.name() + " broke off at " + size(part) + " of "
                            + file.bytes() + " bytes (run the command again to go on): " + e.getMessage(), e);
                }
            }
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void attempt(HubFile file, Path part) throws IOException {
        long have = size(part);
        if (have > file.bytes()) {
            Files.delete(part);
            have = 0;
        }
        HttpURLConnection connection = hub.file(repository, revision, file.name(), have);
        try {
            boolean goesOn = connection.getResponseCode() == PARTIAL && startsAt(connection, have);
            if (connection.getResponseCode() == RANGE_NOT_SATISFIABLE || have > 0 && !goesOn
                    && connection.getResponseCode() == PARTIAL) {
                Files.deleteIfExists(part);
                throw new IOException("the hub has no bytes from " + have + " on");
            }
            append(file, connection, part, goesOn ? have : 0);
        } finally {
            connection.disconnect();
        }
    }

    private static boolean startsAt(HttpURLConnection connection, long from) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + from + "-");
    }

    private void append(HubFile file, HttpURLConnection connection, Path part, long from) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long at = from;
        try (InputStream in = connection.getInputStream(); FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(from).position(from);
            for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
                at += got;
                if (at > file.bytes()) {
                    throw new HubException(file.name() + " is longer than the " + file.bytes()
                            + " bytes that the hub names");
                }
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, got);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                progress.update(file.name(), at, file.bytes());
            }
        }
        if (at < file.bytes()) {
            throw new IOException("the connection ended early");
        }
    }

    private static boolean isComplete(Path path, HubFile file) throws IOException {
        return Files.size(path) == file.bytes() && (file.sha256() == null || file.sha256().equals(digest(path)));
    }

    private static String digest(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
