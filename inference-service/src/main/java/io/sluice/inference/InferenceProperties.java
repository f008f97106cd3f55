package io.sluice.inference;

import io.sluice.inference.adapter.AdapterSource;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.ModelCatalog.Blend;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.decoding.fusion.EmulatedFineTuning;
import io.sluice.inference.fusion.Fusion;
import io.sluice.inference.registry.ArtifactDownload;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code sluice.inference.*}.
 *
 * @param models by the name that callers use
 * @param slots  sequences that run at once
 * @param queue  requests that may wait for a slot
 * @param kvBytes  memory for keys and values of all models, which share it evenly; absent: half of the heap
 * @param prefixes ended sequences whose keys and values are kept for requests that begin alike; 0: none
 * @param adapters those that come and go while it runs
 */
@ConfigurationProperties("sluice.inference")
record InferenceProperties(
        @DefaultValue Map<String, Model> models,
        @DefaultValue("8") int slots,
        @DefaultValue("64") int queue,
        @DefaultValue("64") int prefillChunk,
        @DefaultValue("256") int stepRows,
        @DefaultValue("300ms") Duration stepTime,
        @DefaultValue("64") int bufferedEvents,
        @DefaultValue("30s") Duration slowReader,
        @Nullable DataSize kvBytes,
        @DefaultValue("64") int prefixes,
        @DefaultValue ResidentMemory adapters) {

    /**
     * Adapters of the registry.
     *
     * @param bytes    what all of them together may take in memory
     * @param patience how long a request waits for one to be loaded
     * @param registry base address of the adapter-registry; absent: none can be loaded
     * @param worker   identity of this service in events, the same over restarts; absent: host and port
     * @param selection files for the selectors of {@code BASE:auto}, one for a base
     */
    record ResidentMemory(
            @DefaultValue("256MB") DataSize bytes,
            @DefaultValue("10s") Duration patience,
            @Nullable URI registry,
            @Nullable String worker,
            @DefaultValue List<Path> selection) {

        AdapterStore.Settings settings() {
            return new AdapterStore.Settings(bytes.toBytes(), patience);
        }

        AdapterSource source() {
            return registry == null ? AdapterSource.NONE : new ArtifactDownload(registry);
        }
    }

    /**
     * A folder, and what changes the model that it holds; or what it is made of instead.
     *
     * @param path            a Hugging Face folder; absent exactly when the model is made of others
     * @param lora            a PEFT folder of type LORA; absent: the weights as they are
     * @param softPrompt      a PEFT folder of type PROMPT_TUNING
     * @param headOffsets     a safetensors file with LoFiT's vectors
     * @param firstTokenScale ZeroTuning's factor, or a JSON file with one for each head
     * @param emulated        other models, which have paths
     */
    record Model(
            @Nullable Path path,
            @DefaultValue("other") ModelRole role,
            @Nullable Path lora,
            @Nullable Path softPrompt,
            @Nullable Path headOffsets,
            @Nullable String firstTokenScale,
            @Nullable Emulated emulated) {

        Model {
            if ((path == null) == (emulated == null)) {
                throw new IllegalArgumentException("a model has either a path or emulated, and not both");
            }
            if (emulated != null && Stream.of(lora, softPrompt, headOffsets, firstTokenScale).anyMatch(Objects::nonNull)) {
                throw new IllegalArgumentException("an emulated model has no adapters of its own; give them to the models it is made of");
            }
        }

        private Source source(String name) {
            return new Source(name, Objects.requireNonNull(path), role, new Adapters(lora, softPrompt, headOffsets, firstTokenScale));
        }
    }

    /**
     * A large model as if it had been tuned as a small one was, see {@link EmulatedFineTuning}.
     *
     * @param base      name of the large model
     * @param tuned     name of the small model with what it has learned
     * @param reference name of the small model without it
     * @param strength  β, 0 to 10
     */
    record Emulated(String base, String tuned, String reference, @DefaultValue("1.0") double strength) {

        @SuppressWarnings("ConstantConditions")
        Emulated {
            if (base == null || tuned == null || reference == null) {
                throw new IllegalArgumentException("emulated needs the names of three models: base, tuned and reference");
            }
            strength = new EmulatedFineTuning(strength).strength();
        }

        private Fusion fusion(String name) {
            return new Fusion(name, List.of(base, tuned, reference), new EmulatedFineTuning(strength));
        }
    }

    EngineSettings settings() {
        return new EngineSettings(slots, queue, prefillChunk, stepRows, stepTime, bufferedEvents, slowReader, kvBytesEach(), prefixes);
    }

    private long kvBytesEach() {
        long all = kvBytes == null ? Runtime.getRuntime().maxMemory() / 2 : kvBytes.toBytes();
        return Math.max(1, all / Math.max(1, models.size()));
    }

    /** Small before large, so that something can be served soon. */
    List<Source> sources() {
        return models.entrySet().stream().filter(model -> model.getValue().path() != null)
                .map(model -> model.getValue().source(model.getKey()))
                .sorted(Comparator.comparing(Source::role).thenComparing(Source::name))
                .toList();
    }

    /** Models made of those in {@link #sources()}. */
    List<Blend> blends() {
        List<Blend> blends = new ArrayList<>();
        models.forEach((name, model) -> {
            if (model.emulated() != null) {
                blends.add(new Blend(model.emulated().fusion(name), model.role()));
            }
        });
        return blends;
    }
}
