package io.sluice.trainer.adapter;

import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.Adaptation;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one kind of adapter is trained, stage by stage, and what is written of it. A new kind is a class of this, its name
 * in {@link AdapterKind} and its line in {@link AdapterMethods}.
 */
interface AdapterMethod {

    /**
     * @param weights the frozen model's for this stage
     * @param initial the parameters at its start
     * @param peak    learning rate
     */
    record Stage(Adaptation adaptation, float[] weights, float[] initial, double peak) {}

    default int stages() {
        return 1;
    }

    /** Of so many steps in all, those that are done when a stage ends; by default the stages share them evenly. */
    default int end(int stage, int steps) {
        return (int) ((long) steps * (stage + 1) / stages());
    }

    /**
     * @param index  from 0
     * @param before the parameters at the end of the stage before; empty for the first
     */
    Stage stage(int index, float[] before);

    /** @param before as for the last stage */
    Result result(float[] parameters, float[] before);

    /**
     * @param trained numbers that the file holds and training has chosen
     * @param config  {@code adapter_config.json} without the base's name
     * @param tensors {@code adapter_model.safetensors}
     */
    record Result(long trained, ObjectNode config, List<Named> tensors) {}
}
