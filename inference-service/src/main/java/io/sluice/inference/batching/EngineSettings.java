package io.sluice.inference.batching;

import java.time.Duration;

/**
 * The engine's bounds.
 *
 * @param slots          sequences that run at once
 * @param queue          requests that may wait for a slot; one more is refused with {@code overloaded}
 * @param prefillChunk   tokens of one prompt read in a step while others decode
 * @param stepRows       rows of one forward pass at most
 * @param stepTime       a pass is cut to the rows that fit in this time by the model's measured speed, so that a long
 *                       prompt holds up neither its neighbours nor its own cancellation
 * @param bufferedEvents events of one request that wait for its reader; then only its own sequences pause
 * @param slowReader     how long a reader may keep its buffer full; then the request fails with {@code slow_consumer}
 * @param kvBytes        memory for keys and values of each model; 0: as far as the heap goes
 * @param prefixes       ended sequences kept for requests that begin alike; 0: no request reads for another
 */
public record EngineSettings(
        int slots,
        int queue,
        int prefillChunk,
        int stepRows,
        Duration stepTime,
        int bufferedEvents,
        Duration slowReader,
        long kvBytes,
        int prefixes) {

    public static final EngineSettings DEFAULT =
            new EngineSettings(8, 64, 64, 256, Duration.ofMillis(300), 64, Duration.ofSeconds(30), 0, 64);

    public EngineSettings {
        if (slots < 1 || queue < 1 || prefillChunk < 1 || stepRows < 1 || bufferedEvents < 1
                || !stepTime.isPositive() || !slowReader.isPositive()) {
            throw new IllegalArgumentException("every bound of the engine must be positive");
        }
        if (prefixes < 0 || kvBytes < 0) {
            throw new IllegalArgumentException("prefixes and the memory for keys and values must be at least 0");
        }
    }

    /** With memory and prefixes as by default. */
    public EngineSettings(int slots, int queue, int prefillChunk, int stepRows, Duration stepTime, int bufferedEvents,
            Duration slowReader) {
        this(slots, queue, prefillChunk, stepRows, stepTime, bufferedEvents, slowReader, DEFAULT.kvBytes(), DEFAULT.prefixes());
    }

    /** Rows of one sequence in a pass at most. */
    int sequenceRows() {
        return Math.max(stepRows, BatchPlan.SHORT);
    }

    public EngineSettings withSlots(int slots) {
        return new EngineSettings(slots, queue, prefillChunk, stepRows, stepTime, bufferedEvents, slowReader, kvBytes, prefixes);
    }

    public EngineSettings withQueue(int queue) {
        return new EngineSettings(slots, queue, prefillChunk, stepRows, stepTime, bufferedEvents, slowReader, kvBytes, prefixes);
    }

    public EngineSettings withPrefixes(int prefixes) {
        return new EngineSettings(slots, queue, prefillChunk, stepRows, stepTime, bufferedEvents, slowReader, kvBytes, prefixes);
    }

    public EngineSettings withKvBytes(long kvBytes) {
        return new EngineSettings(slots, queue, prefillChunk, stepRows, stepTime, bufferedEvents, slowReader, kvBytes, prefixes);
    }
}
