package io.sluice.contracts.generation;

import java.util.List;

/**
 * A token and its log-probability under the model's raw distribution (temperature 1, no penalties).
 *
 * @param text  the token's bytes as text; U+FFFD stands for bytes that are not whole characters
 * @param bytes the token's own bytes, 0..255
 */
public record TokenLogprob(int id, String text, List<Integer> bytes, double logprob) {
}
