package io.sluice.registry.artifact;

import io.sluice.contracts.adapter.AdapterManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A version's files as a tar: in the order of their names, with neither times nor owners. */
public final class TarDownload {

    private TarDownload() {
    }

    /** Whether the store holds all of them. */
    public static boolean complete(AdapterManifest manifest, ArtifactStore store) throws IOException {
        for (AdapterManifest.File file : manifest.files()) {
            if (!store.exists(file.sha256())) {
                return false;
            }
        }
        return true;
    }

    public static void write(AdapterManifest manifest, ArtifactStore store, OutputStream out) {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (AdapterManifest.File file : manifest.files()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.name());
                entry.setSize(file.bytes());
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                ArtifactStore.Content content = store.get(file.sha256())
                        .orElseThrow(() -> new IOException("a file left the store while it was read"));
                try (InputStream in = content.stream()) {
                    in.transferTo(tar);
                }
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
