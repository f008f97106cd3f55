package io.sluice.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.registry.artifact.ArtifactStore.Put;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest {

    private static final byte[] CONTENT = "some bytes".getBytes();

    @TempDir
    private Path root;
    private FileArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FileArtifactStore(root);
    }

    @Test
    void whatIsPutIsThereUntilItIsDeleted() throws IOException {
        String address = address(CONTENT);
        assertThat(store.exists(address)).isFalse();
        assertThat(store.get(address)).isEmpty();

        assertThat(store.put(address, content(), 100)).isEqualTo(new Put.Stored(CONTENT.length));
        assertThat(store.put(address, content(), 100)).as("twice is once").isEqualTo(new Put.Stored(CONTENT.length));

        assertThat(store.exists(address)).isTrue();
        assertThat(read(address)).isEqualTo(CONTENT);
        assertThat(store.get(address).orElseThrow().bytes()).isEqualTo(CONTENT.length);
        assertThat(store.delete(address)).isTrue();
        assertThat(store.delete(address)).isFalse();
        assertThat(store.get(address)).isEmpty();
    }

    @Test
    void contentOfAnotherDigestOrTooMuchOfItLeavesNothing() throws IOException {
        String other = address("other".getBytes());

        assertThat(store.put(other, content(), 100)).isEqualTo(new Put.WrongDigest(address(CONTENT)));
        assertThat(store.put(address(CONTENT), content(), CONTENT.length - 1)).isEqualTo(new Put.TooLarge(CONTENT.length - 1));

        assertThat(files()).isEmpty();
    }

    @Test
    void aBrokenStreamLeavesNothing() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }
        };

        assertThatThrownBy(() -> store.put(address(CONTENT), broken, 100)).isInstanceOf(IOException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatACrashLeftHalfWrittenIsGoneAtTheNextStart() throws IOException {
        store.put(address(CONTENT), content(), 100);
        Files.writeString(root.resolve("parts").resolve("half.part"), "half");

        FileArtifactStore again = new FileArtifactStore(root);

        assertThat(again.exists(address(CONTENT))).isTrue();
        assertThat(files()).hasSize(1);
    }

    @Test
    void anAddressIsADigestAndNeverAPath() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.get("../../etc/passwd"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.exists("A".repeat(64)));
    }

    private static InputStream content() {
        return new ByteArrayInputStream(CONTENT);
    }

    private static String address(byte[] bytes) {
        MessageDigest digest = Sha256.start();
        digest.update(bytes);
        return Sha256.hex(digest);
    }

    private byte[] read(String address) throws IOException {
        try (InputStream in = store.get(address).orElseThrow().stream()) {
            return in.readAllBytes();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
