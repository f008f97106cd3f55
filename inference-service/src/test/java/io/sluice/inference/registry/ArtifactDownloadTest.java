package io.sluice.inference.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.inference.adapter.AdapterFailedException;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.StoredAdapter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactDownloadTest {

    @TempDir
    private Path folder;
    private StoredAdapter adapter;
    private FakeRegistry registry;

    @BeforeEach
    void start() throws IOException {
        adapter = StoredAdapter.of(AdapterKinds.LORA, "one", "1", "aa", AdapterFolder.lora(folder.resolve("stored"), 1));
        registry = new FakeRegistry().with(adapter);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Path fetch(AdapterManifest manifest, URI from) throws IOException, InterruptedException {
        Path into = Files.createTempDirectory(folder, "fetched");
        new ArtifactDownload(from).fetch(manifest, into);
        return into;
    }

    private void failsWith(AdapterManifest manifest, String message) {
        assertThatExceptionOfType(AdapterFailedException.class).isThrownBy(() -> fetch(manifest, registry.address())).withMessageContaining(message);
    }

    private AdapterManifest with(String digest, List<AdapterManifest.File> files) {
        AdapterManifest m = adapter.manifest();
        return new AdapterManifest(m.kind(), m.name(), m.version(), digest, m.bytes(), m.parameters(), m.base(), null, null, null, null,
                m.targets(), files, null, m.tags(), null, null, m.metrics(), null, null, null);
    }

    @Test
    void bringsEveryFileOfTheManifest() throws Exception {
        Path into = fetch(adapter.manifest(), registry.address());
        for (AdapterManifest.File file : adapter.manifest().files()) {
            assertThat(into.resolve(file.name())).hasSameBinaryContentAs(adapter.folder().resolve(file.name()));
        }
    }

    @Test
    void aFileOfOtherContentIsRefused() {
        String digest = adapter.manifest().files().getLast().sha256();
        byte[] changed = registry.blobs.get(digest).clone();
        changed[changed.length - 1] ^= 1;
        registry.blobs.put(digest, changed);
        failsWith(adapter.manifest(), "adapter_model.safetensors is not what its manifest says");
    }

    @Test
    void aFileThatIsTooShortOrTooLongIsRefused() {
        String digest = adapter.manifest().files().getLast().sha256();
        byte[] whole = registry.blobs.get(digest);
        registry.blobs.put(digest, Arrays.copyOf(whole, whole.length - 1));
        failsWith(adapter.manifest(), "is not what its manifest says");
        registry.blobs.put(digest, Arrays.copyOf(whole, 1 << 20));
        failsWith(adapter.manifest(), "longer than its manifest says");
    }

    @Test
    void allFilesTogetherHaveTheManifestsDigest() {
        failsWith(with("0".repeat(64), adapter.manifest().files()), "together");
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() {
        AdapterManifest.File file = adapter.manifest().files().getFirst();
        for (String name : List.of("../up", "/etc/passwd", "a/b", "")) {
            failsWith(with("aa", List.of(new AdapterManifest.File(name, file.bytes(), file.sha256()))), "a file that is none");
        }
        failsWith(with("aa", List.of(new AdapterManifest.File("a", file.bytes(), "../adapters"))), "a file that is none");
    }

    @Test
    void aRegistryThatLacksItOrIsAwayIsSaidSo() throws IOException {
        registry.blobs.clear();
        failsWith(adapter.manifest(), "answers 404");
        URI gone;
        try (FakeRegistry other = new FakeRegistry()) {
            gone = other.address();
        }
        assertThatExceptionOfType(AdapterFailedException.class).isThrownBy(() -> fetch(adapter.manifest(), gone))
                .withMessageContaining("can't be read");
    }
}
