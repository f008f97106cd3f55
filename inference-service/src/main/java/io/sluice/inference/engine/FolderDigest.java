package io.sluice.inference.engine;

import io.sluice.inference.engine.hook.WeightHook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** SHA-256 over the files that decide what a model answers: per file its name, its length and its bytes. */
final class FolderDigest {

    private static final int CHUNK = 1 << 20;

    private FolderDigest() {
    }

    /** @param names files of the folder; those that are absent are left out */
    static String of(Path folder, Collection<String> names) {
        try {
            MessageDigest digest = sha256();
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            for (String name : new TreeSet<>(names)) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    add(digest, name, file, buffer);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new ModelRefusedException("a file can't be read: " + e.getMessage(), e);
        }
    }

    /** The digest of a folder whose weights hooks have changed; without hooks it is the folder's own. */
    static String with(String folder, List<WeightHook> hooks) {
        return changed(folder, hooks.stream().map(WeightHook::revision).toList());
    }

    /** The digest of something that was changed in these ways, in their order; without any it is its own. */
    static String changed(String digest, List<String> changes) {
        if (changes.isEmpty()) {
            return digest;
        }
        StringBuilder all = new StringBuilder(digest);
        changes.forEach(change -> all.append('\n').append(change));
        return HexFormat.of().formatHex(sha256().digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String name, Path file, ByteBuffer buffer) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            digest.update((name + "\n" + channel.size() + "\n").getBytes(StandardCharsets.UTF_8));
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
    }
}
