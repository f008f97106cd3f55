package io.sluice.benchmarks.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void writesWhatIsMissingAndThenNothingMore() throws IOException {
        ModelCache cache = new ModelCache(folder, Shapes.small(), 3, said::add);
        cache.prepare(List.of(Format.Q8_0), true);
        assertThat(cache.folder(Format.BF16).resolve("model.safetensors")).exists();
        assertThat(cache.folder(Format.Q8_0).resolve("model.safetensors")).exists();
        assertThat(cache.gguf(Format.Q8_0)).exists();
        assertThat(cache.gguf(Format.BF16)).doesNotExist();

        said.clear();
        cache.prepare(List.of(Format.Q8_0), true);
        assertThat(said).isEmpty();
    }

    @Test
    void removesWhatAnInterruptedRunLeft() throws IOException {
        ModelCache cache = new ModelCache(folder, Shapes.small(), 3, said::add);
        Path left = cache.gguf(Format.BF16).resolveSibling(".bf16.part");
        Files.createDirectories(left);
        Files.writeString(left.resolve("model.safetensors"), "half");
        cache.prepare(List.of(Format.BF16), false);
        assertThat(left).doesNotExist();
        assertThat(cache.folder(Format.BF16)).exists();
    }

    @Test
    void saysHowMuchRoomIsMissing() {
        ModelShape huge = new ModelShape("huge", 100, 65_536, 4, 2, 64, 262_144, 320, 1024, 1e-5, 10_000, null);
        ModelCache cache = new ModelCache(folder, huge, 3, said::add);
        assertThatThrownBy(() -> cache.prepare(List.of(Format.BF16), true)).isInstanceOf(ModelCache.NoSpaceException.class)
                .hasMessageContaining("GB more").hasMessageContaining("--cache");
        assertThat(cache.folder(Format.BF16)).doesNotExist();
    }
}
