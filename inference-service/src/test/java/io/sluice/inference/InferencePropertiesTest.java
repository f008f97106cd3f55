package io.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.batching.ModelCatalog.Blend;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.decoding.fusion.EmulatedFineTuning;
import io.sluice.inference.fusion.Fusion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class InferencePropertiesTest {

    private static List<Source> sources(Map<String, String> settings) {
        return bind(settings).sources();
    }

    private static InferenceProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bind("sluice.inference", InferenceProperties.class).get();
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

    @Test
    void aModelMayBeMadeOfOthers() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("sluice.inference.models.one.path", "a/folder");
        settings.put("sluice.inference.models.up.emulated.base", "large");
        settings.put("sluice.inference.models.up.emulated.tuned", "tuned");
        settings.put("sluice.inference.models.up.emulated.reference", "one");
        settings.put("sluice.inference.models.up.emulated.strength", "0.5");
        InferenceProperties bound = bind(settings);
        assertThat(bound.sources()).extracting(Source::name).containsExactly("one");
        assertThat(bound.blends()).containsExactly(new Blend(
                new Fusion("up", List.of("large", "tuned", "one"), new EmulatedFineTuning(0.5)), ModelRole.OTHER));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        Map<String, String> both = new LinkedHashMap<>(Map.of("sluice.inference.models.up.path", "a", "sluice.inference.models.up.emulated.base", "b",
                "sluice.inference.models.up.emulated.tuned", "c", "sluice.inference.models.up.emulated.reference", "d"));
        assertThatThrownBy(() -> bind(both)).rootCause().hasMessageContaining("either a path or emulated");
        both.remove("sluice.inference.models.up.path");
        both.put("sluice.inference.models.up.lora", "e");
        assertThatThrownBy(() -> bind(both)).rootCause().hasMessageContaining("no adapters of its own");
        both.remove("sluice.inference.models.up.lora");
        both.put("sluice.inference.models.up.emulated.strength", "-1");
        assertThatThrownBy(() -> bind(both)).rootCause().hasMessageContaining("strength");
        both.remove("sluice.inference.models.up.emulated.tuned");
        assertThatThrownBy(() -> bind(both)).rootCause().hasMessageContaining("three models: base, tuned and reference");
    }
}
