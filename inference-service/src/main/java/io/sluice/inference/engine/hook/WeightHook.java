package io.sluice.inference.engine.hook;

import java.util.Set;

/** Changes matrices of a model while it is loaded; afterwards the model costs what it cost without. */
public interface WeightHook {

    /** Names of the tensors it changes. Each has to be a projection of the model's attention or MLP. */
    Set<String> tensors();

    /** @throws IllegalArgumentException when the hook was made for a tensor of another shape; the message says how */
    void requireShape(String tensor, int rows, int columns);

    /**
     * Changes one row of a tensor that it names.
     *
     * @param values {@code [columns]}, widened from what the file holds; rounded to the same type afterwards
     */
    void row(String tensor, int row, float[] values);

    /** What it does, as a digest: equal revisions make equal changes. */
    String revision();
}
