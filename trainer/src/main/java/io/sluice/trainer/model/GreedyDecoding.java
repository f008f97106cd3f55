package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes with a cache, all rows of a batch in step. */
final class GreedyDecoding {

    /** A forward pass that continues what the cache holds, or starts at position 0 without one. */
    interface Pass {
        /** @return logits {@code [batch, time, vocabulary]} */
        NDArray logits(NDArray tokens, @Nullable KeyValueCache cache);
    }

    private GreedyDecoding() {}

    /** As {@link Decoder#greedy}; in a scope of the caller's. */
    static List<int[]> run(Pass pass, NDArray prompts, int layers, int eos, int tokensMax) {
        KeyValueCache cache = new KeyValueCache(layers);
        int rows = Math.toIntExact(prompts.getShape().get(0));
        int[][] out = new int[rows][tokensMax];
        int[] lengths = new int[rows];
        Arrays.fill(lengths, -1);
        NDArray input = prompts;
        for (int step = 0; step < tokensMax; step++) {
            NDArray last = pass.logits(input, cache).get(":, -1, :").argMax(-1);
            long[] next = last.toLongArray();
            boolean open = false;
            for (int row = 0; row < next.length; row++) {
                out[row][step] = (int) next[row];
                if (lengths[row] < 0 && next[row] == eos) {
                    lengths[row] = step;
                }
                open |= lengths[row] < 0;
            }
            if (!open) {
                break;
            }
            input = last.reshape(next.length, 1);
        }
        List<int[]> answers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            answers.add(Arrays.copyOf(out[row], lengths[row] < 0 ? tokensMax : lengths[row]));
        }
        return answers;
    }

    /** int64 {@code [rows, time]} of equally long rows. */
    static NDArray ids(NDManager manager, List<int[]> rows) {
        int time = rows.getFirst().length;
        long[] ids = new long[rows.size() * time];
        for (int r = 0; r < rows.size(); r++) {
            for (int t = 0; t < time; t++) {
                ids[r * time + t] = rows.get(r)[t];
            }
        }
        return manager.create(ids, new Shape(rows.size(), time));
    }
}
