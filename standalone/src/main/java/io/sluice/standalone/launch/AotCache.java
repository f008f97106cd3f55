package io.sluice.standalone.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The JVM's ahead-of-time caches (JEP 483, 514): classes loaded, linked and profiled in a training run. A cache fits
 * one JDK, class path and set of flags, so its name carries a digest of them; one that doesn't fit is never found, and
 * a start goes on without.
 */
final class AotCache {

    private final Path folder;
    private final String fingerprint;

    AotCache(Path folder, String classPath) {
        this.folder = folder;
        this.fingerprint = fingerprint(classPath);
    }

    /** Flags to start from the cache of this name; none if it isn't there. */
    List<String> use(String name) {
        Path file = file(name);
        return Files.isRegularFile(file) ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off") : List.of();
    }

    /** Flags to write the cache when the JVM ends. {@link #commit} then makes it one that is used. */
    List<String> record(String name) {
        return List.of("-XX:AOTCacheOutput=" + part(name), "-Xlog:aot=off", "-Xlog:cds=off");
    }

    /** @return false if the JVM wrote none */
    boolean commit(String name) throws IOException {
        if (!Files.isRegularFile(part(name))) {
            return false;
        }
        Files.move(part(name), file(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    boolean has(String name) {
        return Files.isRegularFile(file(name));
    }

    /** Removes what earlier builds and interrupted runs left. */
    void sweep() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(candidate -> candidate.toString().matches(".*\\.aot(\\..*)?$")).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path part(String name) {
        return Path.of(file(name) + ".part");
    }

    private Path file(String name) {
        return folder.resolve(name + "-" + fingerprint + ".aot");
    }

    private static String fingerprint(String classPath) {
        StringBuilder text = new StringBuilder(System.getProperty("java.vm.version")).append(JvmFlags.engine());
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            text.append('\n').append(path.toAbsolutePath());
            try {
                if (Files.isRegularFile(path)) {
                    text.append(' ').append(Files.size(path)).append(' ').append(Files.getLastModifiedTime(path).toMillis());
                }
            } catch (IOException unreadable) {
                text.append(" unreadable");
            }
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
