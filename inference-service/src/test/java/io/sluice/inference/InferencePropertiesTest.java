package io.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.batching.ModelRole;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class InferencePropertiesTest {

    private static List<Source> sources(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bind("sluice.inference", InferenceProperties.class).get().sources();
    }

    @Test
    void aModelMayHaveAdaptersBesideItsFolder() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("sluice.inference.models[sluice-small].path", "models/sluice-small");
        settings.put("sluice.inference.models[sluice-small].role", "small");
        settings.put("sluice.inference.models.polite.path", "models/sluice-small");
        settings.put("sluice.inference.models.polite.lora", "a/lora");
        settings.put("sluice.inference.models.polite.soft-prompt", "a/prompt");
        settings.put("sluice.inference.models.polite.head-offsets", "a/offsets.safetensors");
        settings.put("sluice.inference.models.polite.first-token-scale", "1.5");
        Path folder = Path.of("models/sluice-small");
        assertThat(sources(settings)).containsExactly(
                new Source("sluice-small", folder, ModelRole.SMALL),
                new Source("polite", folder, ModelRole.OTHER,
                        new Adapters(Path.of("a/lora"), Path.of("a/prompt"), Path.of("a/offsets.safetensors"), "1.5")));
    }
}
