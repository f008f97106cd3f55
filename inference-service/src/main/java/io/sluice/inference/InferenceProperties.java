package io.sluice.inference;

import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.batching.ModelRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
        @DefaultValue("64") int prefixes) {

    /**
     * A folder, and what changes the model that it holds.
     *
     * @param path            a Hugging Face folder
     * @param lora            a PEFT folder of type LORA; absent: the weights as they are
     * @param softPrompt      a PEFT folder of type PROMPT_TUNING
     * @param headOffsets     a safetensors file with LoFiT's vectors
     * @param firstTokenScale ZeroTuning's factor, or a JSON file with one for each head
     */
    record Model(
            Path path,
            @DefaultValue("other") ModelRole role,
            @Nullable Path lora,
            @Nullable Path softPrompt,
            @Nullable Path headOffsets,
            @Nullable String firstTokenScale) {

        private Source source(String name) {
            return new Source(name, path, role, new Adapters(lora, softPrompt, headOffsets, firstTokenScale));
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
        return models.entrySet().stream()
                .map(model -> model.getValue().source(model.getKey()))
                .sorted(Comparator.comparing(Source::role).thenComparing(Source::name))
                .toList();
    }
}
