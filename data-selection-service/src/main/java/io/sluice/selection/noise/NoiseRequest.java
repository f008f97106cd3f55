package io.sluice.selection.noise;

import org.jspecify.annotations.Nullable;

/**
 * Which mistakes a caller wants; {@link Noise#of} checks it.
 *
 * @param kind          {@code static} or {@code dynamic}
 * @param contamination share of the rows that may get mistakes, 0 to 1; usual 1
 * @param intensity     chance of a mistake, of each number (static) or each step (dynamic), 0 to 1; usual 0.1
 * @param seed          usual 1
 */
public record NoiseRequest(@Nullable String kind, @Nullable Double contamination, @Nullable Double intensity, @Nullable Long seed) {
}
