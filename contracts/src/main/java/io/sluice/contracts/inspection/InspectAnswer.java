package io.sluice.contracts.inspection;

import java.util.List;

/**
 * Answer to {@link InspectRequest}.
 *
 * @param digest        of the model that read the prompt
 * @param tokens        the prompt's ids
 * @param pieces        their text; U+FFFD stands for bytes that are not whole characters, control tokens go by their names
 * @param virtualTokens tokens of the model's soft prompt, which stand before the prompt
 * @param attention     by layer, head and position; empty unless asked for
 * @param hidden        by layer and position; empty unless asked for
 */
public record InspectAnswer(
        String model,
        String digest,
        List<Integer> tokens,
        List<String> pieces,
        int virtualTokens,
        List<AttentionRow> attention,
        List<HiddenRow> hidden) {

    /**
     * One row of one head.
     *
     * @param position index in {@code tokens} of the one that looks
     * @param weights  what it pays to the virtual tokens and then to the prompt's up to itself, {@code virtualTokens +
     *                 position + 1} numbers that sum up to 1; zero where the layer's window has left a token behind
     */
    public record AttentionRow(int layer, int head, int position, List<Float> weights) {
    }

    /** The residual stream after {@code layer} at one position, one number for each dimension of the model's width. */
    public record HiddenRow(int layer, int position, List<Float> values) {
    }
}
