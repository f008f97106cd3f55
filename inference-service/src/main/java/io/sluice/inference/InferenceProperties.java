package io.sluice.inference;

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

    /** @param path a Hugging Face folder */
    record Model(Path path, @DefaultValue("other") ModelRole role) {
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
                .map(model -> new Source(model.getKey(), model.getValue().path(), model.getValue().role()))
                .sorted(Comparator.comparing(Source::role).thenComparing(Source::name))
                .toList();
    }
}
