package io.sluice.benchmarks.engine.contender;

import org.jspecify.annotations.Nullable;

/**
 * One prompt and the tokens after it.
 *
 * @param prefillSeconds       wall time until the first token was known
 * @param prefillCpuSeconds    processor time of the whole process in it
 * @param decodeSeconds        wall time of all further tokens
 * @param tokens               what was generated; one more than was decoded, since the first comes from the prompt
 * @param allocatedPerToken    bytes of heap a decoded token by all threads, or null where there is no such heap; where the
 *                             engine can go back, in a second pass over positions for which the KV cache has its memory
 * @param residentBytes        memory of the process after the round
 * @param peakResidentBytes    its most so far
 */
public record Round(
        double prefillSeconds,
        double prefillCpuSeconds,
        double decodeSeconds,
        double decodeCpuSeconds,
        int[] tokens,
        @Nullable Double allocatedPerToken,
        long residentBytes,
        long peakResidentBytes) {
}
