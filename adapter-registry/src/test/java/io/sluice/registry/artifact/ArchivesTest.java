package io.sluice.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.platform.error.SluiceException;
import io.sluice.registry.testing.PeftFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {

    @TempDir
    private Path temporary;

    @Test
    void tarZipAndGzippedTarGiveTheSameFolder() throws IOException {
        PeftFolder folder = PeftFolder.lora(1).with("README.md", "passed over");

        for (byte[] archive : List.of(folder.tar(), folder.zip(), gzip(folder.tar()))) {
            assertThat(unpack(archive)).containsExactlyInAnyOrder(PeftFolder.CONFIG, PeftFolder.WEIGHTS);
        }
    }

    @Test
    void theFolderItselfMayBeInTheArchive() throws IOException {
        PeftFolder folder = new PeftFolder().with("./my-lora/adapter_config.json", "{}").with("my-lora/adapter_model.safetensors", "x");

        assertThat(unpack(folder.tar())).containsExactlyInAnyOrder(PeftFolder.CONFIG, PeftFolder.WEIGHTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../adapter_config.json", "a/../../adapter_config.json", "/adapter_config.json", "a\\..\\adapter_config.json",
        "C:/adapter_config.json", "a//adapter_config.json", "adapter_config.json\u0001"})
    void namesThatLeadAwayAreRefused(String name) {
        assertRefused(new PeftFolder().with(name, "{}").zip(), 422, "unsafe_path", "file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"adapter_model.bin", "training_args.bin", "x/state.PT", "optimizer.pt", "a.pkl", "model.ckpt"})
    void picklesAreRefusedByTheirNames(String name) {
        assertRefused(PeftFolder.lora(1).with(name, "x").tar(), 422, "pickle_refused", name.substring(name.indexOf('/') + 1));
    }

    @Test
    void filesThatBelongToNoAdapterAreRefused() {
        assertRefused(PeftFolder.lora(1).with("run.sh", "x").tar(), 422, "unexpected_file", "run.sh");
        assertRefused(PeftFolder.lora(1).with("a/b/adapter_config.json", "x").tar(), 422, "unexpected_file", "adapter_config.json");
        assertRefused(new PeftFolder().with("a/adapter_config.json", "{}").with("b/adapter_config.json", "{}").tar(), 422, "duplicate_file",
                "adapter_config.json");
    }

    @Test
    void linksAndDevicesAreRefused() throws IOException {
        for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                TarArchiveEntry entry = new TarArchiveEntry(PeftFolder.CONFIG, type);
                entry.setLinkName("/etc/passwd");
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            assertRefused(out.toByteArray(), 422, "unsafe_entry", "file");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            ZipArchiveEntry entry = new ZipArchiveEntry(PeftFolder.CONFIG);
            entry.setUnixMode(0120777);
            zip.putArchiveEntry(entry);
            zip.write("/etc/passwd".getBytes());
            zip.closeArchiveEntry();
        }
        assertRefused(out.toByteArray(), 422, "unsafe_entry", "file");
    }

    @Test
    void bombsEndEarlyWhateverPacksThem() throws IOException {
        PeftFolder zeros = new PeftFolder().with(PeftFolder.WEIGHTS, new byte[4 << 20]);

        assertRefused(zeros.zip(), 422, "archive_bomb", null);
        assertRefused(gzip(zeros.tar()), 422, "archive_bomb", null);
        assertRefused(zeros.tar(), 413, "adapter_too_large", null, 1 << 20);
    }

    @Test
    void cutArchivesAndOtherFilesAreToldApart() throws IOException {
        byte[] zip = PeftFolder.lora(1).zip();
        byte[] gzip = gzip(PeftFolder.lora(1).tar());

        assertRefused(Arrays.copyOf(zip, zip.length / 2), 422, "damaged_archive", null);
        assertRefused(Arrays.copyOf(gzip, gzip.length / 2), 422, "damaged_archive", null);
        assertRefused("{}".getBytes(), 415, "unsupported_media_type", null);
        assertRefused(new byte[0], 415, "unsupported_media_type", null);
    }

    @Test
    void manyEntriesAreRefused() {
        PeftFolder folder = PeftFolder.lora(1);
        for (int i = 0; i < 70; i++) {
            folder.with("d" + i + "/README.md", "x");
        }

        assertRefused(folder.tar(), 422, "too_many_files", null);
    }

    private List<String> unpack(byte[] archive) throws IOException {
        return unpack(archive, 100 << 20);
    }

    private List<String> unpack(byte[] archive, long bytesMax) throws IOException {
        try (StagedFolder folder = StagedFolder.create(temporary, bytesMax)) {
            Path file = Files.write(temporary.resolve("archive"), archive);
            Archives.unpack(file, folder);
            try (Stream<Path> files = Files.list(folder.path())) {
                return files.map(each -> each.getFileName().toString()).toList();
            }
        }
    }

    private void assertRefused(byte[] archive, int status, String code, @Nullable String param) {
        assertRefused(archive, status, code, param, 100 << 20);
    }

    private void assertRefused(byte[] archive, int status, String code, @Nullable String param, long bytesMax) {
        Consumer<SluiceException> asTold = refused -> {
            assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.param()).isEqualTo(param);
        };
        assertThatThrownBy(() -> unpack(archive, bytesMax)).isInstanceOfSatisfying(SluiceException.class, asTold);
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(Files::isDirectory)).as("nothing stays behind").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
