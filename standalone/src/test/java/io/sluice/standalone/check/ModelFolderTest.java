package io.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    @TempDir
    private Path folder;

    @Test
    void saysWhatIsMissingAndHowToGetIt() throws Exception {
        assertThat(problem(folder.resolve("none"))).contains("There is no model folder", "(--small)", "./sluice pull OWNER/NAME");
        assertThat(problem(folder)).contains("lacks config.json and tokenizer.json");
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertThat(problem(folder)).contains("has no .safetensors file");
    }

    @Test
    void addsUpTheWeightsOfAllShards() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.write(folder.resolve("model-00001-of-00002.safetensors"), new byte[100]);
        Files.write(folder.resolve("model-00002-of-00002.safetensors"), new byte[23]);
        ModelFolder model = new ModelFolder("--large", folder);
        assertThat(model.problem()).isEmpty();
        assertThat(model.weightBytes()).isEqualTo(123);
    }

    private static String problem(Path path) {
        return new ModelFolder("--small", path).problem().orElseThrow().message();
    }
}
