package io.sluice.benchmarks.serving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured.
 *
 * @param folders  models, one after the other
 * @param gguf     the only folder's weights for llama.cpp; absent: Sluice alone
 * @param cache    folder of llama.cpp
 * @param inFlight levels of load
 * @param prompt   tokens of a prompt
 * @param answer   tokens of an answer
 * @param longPrompt tokens of the prompt that a short one meets, if the context allows
 * @param slots    sequences that the service runs at once
 * @param rounds   of each comparison
 * @param warmUp   load before the first measurement, at least two rounds
 */
public record ServingOptions(List<Path> folders, @Nullable Path gguf, Path cache, List<Integer> inFlight, int prompt, int answer, int longPrompt,
        int slots, int rounds, Duration warmUp, long seed) {
}
