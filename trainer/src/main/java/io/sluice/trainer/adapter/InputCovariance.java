package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import io.sluice.tasks.Task;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ParameterLayout.Block;
import io.sluice.trainer.tokenizer.ChatFormat;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** XᵀX of what every matrix of a model is multiplied with, X holding one row for each token of some examples. */
final class InputCovariance implements Modification {

    private static final int EXAMPLES_MAX = 256;

    private final Map<Block, DMatrixRMaj> sums = new HashMap<>();

    private InputCovariance() {}

    static InputCovariance of(Base base, List<Task> examples, Tokenizer tokenizer) {
        InputCovariance covariance = new InputCovariance();
        try (LlamaModel model = LlamaModel.of(base.shape(), base.weights())) {
            for (Task task : examples.subList(0, Math.min(EXAMPLES_MAX, examples.size()))) {
                model.watch(
                        tokenizer.encode(ChatFormat.prompt(task.prompt()) + task.completion() + ChatFormat.EOS), covariance);
            }
        }
        return covariance;
    }

    @Override
    public void input(Block block, NDArray input) {
        int width = block.columns();
        float[] values = input.toFloatArray();
        DMatrixRMaj rows = new DMatrixRMaj(values.length / width, width);
        for (int i = 0; i < values.length; i++) {
            rows.data[i] = values[i];
        }
        CommonOps_DDRM.multAddTransA(rows, rows, sums.computeIfAbsent(block, any -> new DMatrixRMaj(width, width)));
    }

    /** {@code [columns, columns]}, the caller's own. */
    DMatrixRMaj of(Block block) {
        DMatrixRMaj sum = sums.get(block);
        if (sum == null) {
            throw new IllegalStateException("nothing was multiplied with the block at " + block.offset());
        }
        return sum.copy();
    }
}
