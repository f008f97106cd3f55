package io.sluice.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.mixture.LoraFolder;
import io.sluice.trainer.model.ParameterLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The committed role adapters fit the committed model, and the committed generator draws what they learned from. */
class ShippedAdaptersTest {

    private static final Path MODELS = Path.of("..", "models");
    private static final long BYTES_MAX = 400_000;

    @ParameterizedTest
    @ValueSource(strings = {"solver", "rewriter"})
    void anAdapterSaysWhatItWasMadeFromAndFitsIt(String role) throws IOException {
        Path folder = MODELS.resolve("adapters").resolve(role);
        JsonNode lineage = JsonMapper.shared().readTree(Files.readString(folder.resolve("sluice.json")));
        Base base = Base.read(MODELS.resolve(lineage.path("base").asString()));
        assertThat(lineage.path("base_digest").asString()).isEqualTo(base.digest());
        assertThat(LoraFolder.read(folder, new ParameterLayout(base.shape())).task()).isEqualTo(role);
        assertThat(Files.size(folder.resolve("adapter_model.safetensors"))).isLessThan(BYTES_MAX);
        int items = lineage.path("data").path("items").asInt();
        assertThat(lineage.path("data").path("digest").asString())
                .isEqualTo(AdapterData.ofSkill(role, lineage.path("training").path("seed").asLong(), items, 1).digest());
        assertThat(Files.readString(folder.resolve("README.md"))).contains("./sluice train adapter --base models/sluice-large --task " + role);
    }
}
