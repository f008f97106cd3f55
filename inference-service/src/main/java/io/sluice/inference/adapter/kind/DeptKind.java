package io.sluice.inference.adapter.kind;

import io.sluice.inference.engine.AdapterFolder;
import io.sluice.inference.engine.AdapterTensors;
import io.sluice.inference.engine.hook.DecomposedPrompt;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import java.nio.file.Path;
import java.util.Arrays;

/** DePT: a soft prompt and a low-rank change of the embeddings by position, which counts {@code alpha/√r} times. */
final class DeptKind implements AdapterKind {

    private static final int SIZE_MAX = 1 << 16;

    @Override
    public Applied read(Path folder, ModelShape shape) {
        AdapterFolder files = AdapterFolder.open(folder, "DEPT");
        int tokens = files.whole("num_virtual_tokens", SIZE_MAX);
        int positions = files.whole("max_positions", SIZE_MAX);
        int rank = files.whole("r", SIZE_MAX);
        double scale = files.positive("lora_alpha") / Math.sqrt(rank);
        AdapterTensors tensors = files.floats();
        SoftPrompt prompt = new SoftPrompt(rows(tensors.take("prompt_embeddings", tokens, shape.width()), shape.width()));
        float[][] a = rows(tensors.take("embedding_lora_A", positions, rank), rank);
        float[][] b = rows(tensors.take("embedding_lora_B", rank, shape.width()), shape.width());
        tensors.requireEmpty();
        DecomposedPrompt dept = new DecomposedPrompt(prompt, a, b, scale);
        return new Applied(Hooks.NONE.with(dept), dept.bytes());
    }

    private static float[][] rows(float[] flat, int width) {
        float[][] rows = new float[flat.length / width][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        return rows;
    }
}
