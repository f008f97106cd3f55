package io.sluice.inference.decoding.samples;

import org.jspecify.annotations.Nullable;

/**
 * Which sample is the answer.
 *
 * @param finished samples that had ended by themselves by then
 * @param votes    samples that agreed with it, itself included; absent where nobody votes
 */
public record Verdict(int chosen, int finished, @Nullable Integer votes) {
}
