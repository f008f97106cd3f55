package io.sluice.registry.artifact;

import io.sluice.contracts.adapter.AdapterManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The files of a staged adapter, measured, and brought into the store. */
public final class Blobs {

    private static final int CHUNK = 1 << 16;

    private Blobs() {
    }

    /** @param digest over all files, as {@link AdapterManifest} defines it */
    public record Measured(List<AdapterManifest.File> files, String digest) {
        public long bytes() {
            return files.stream().mapToLong(AdapterManifest.File::bytes).sum();
        }
    }

    public static Measured measure(Path folder, List<String> names) throws IOException {
        MessageDigest all = Sha256.start();
        List<AdapterManifest.File> files = new ArrayList<>();
        byte[] chunk = new byte[CHUNK];
        for (String name : new TreeSet<>(names)) {
            Path file = folder.resolve(name);
            long bytes = Files.size(file);
            all.update((name + "\n" + bytes + "\n").getBytes(StandardCharsets.UTF_8));
            MessageDigest own = Sha256.start();
            try (InputStream in = Files.newInputStream(file)) {
                for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
                    all.update(chunk, 0, got);
                    own.update(chunk, 0, got);
                }
            }
            files.add(new AdapterManifest.File(name, bytes, Sha256.hex(own)));
        }
        return new Measured(List.copyOf(files), Sha256.hex(all));
    }

    /** Every file is in the store afterwards. */
    public static void store(Path folder, Measured measured, ArtifactStore store) throws IOException {
        for (AdapterManifest.File file : measured.files()) {
            if (store.exists(file.sha256())) {
                continue;
            }
            try (InputStream in = Files.newInputStream(folder.resolve(file.name()))) {
                ArtifactStore.Put put = store.put(file.sha256(), in, file.bytes());
                if (!(put instanceof ArtifactStore.Put.Stored)) {
                    throw new IOException("a staged file changed while it was stored");
                }
            }
        }
    }
}
