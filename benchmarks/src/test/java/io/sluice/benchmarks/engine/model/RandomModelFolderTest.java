package io.sluice.benchmarks.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomModelFolderTest {

    @TempDir
    private Path folder;

    @Test
    void aWrittenFolderIsServed() throws IOException {
        RandomModelFolder.write(Shapes.small(), 1, folder);
        try (LanguageModel model = ModelLoader.load(folder, "random")) {
            assertThat(model.info().parameters()).isEqualTo(Shapes.small().parameters());
            assertThat(model.info().vocabularySize()).isEqualTo(320);
            assertThat(Arrays.stream(model.tokenizer().encode("at the")).boxed()).isNotEmpty().allMatch(id -> id < 320);
        }
    }

    @Test
    void filesAreAFunctionOfTheSeed() throws IOException {
        RandomModelFolder.write(Shapes.small(), 1, folder.resolve("a"));
        RandomModelFolder.write(Shapes.small(), 1, folder.resolve("b"));
        RandomModelFolder.write(Shapes.small(), 2, folder.resolve("c"));
        for (String file : new String[] {"model.safetensors", "tokenizer.json"}) {
            byte[] bytes = Files.readAllBytes(folder.resolve("a").resolve(file));
            assertThat(Files.readAllBytes(folder.resolve("b").resolve(file))).isEqualTo(bytes);
            assertThat(Files.readAllBytes(folder.resolve("c").resolve(file))).isNotEqualTo(bytes);
        }
    }

    @Test
    void theLargeShapeHasTheParametersOfLlama() {
        assertThat(ModelShape.llama1b().parameters()).isEqualTo(1_235_814_400L);
    }
}
