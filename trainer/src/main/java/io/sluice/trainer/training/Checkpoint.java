package io.sluice.trainer.training;

import io.sluice.trainer.model.LlamaModel;
import java.io.IOException;

/** Is given the model every so many steps, to keep it; it must not change it. */
@FunctionalInterface
public interface Checkpoint {

    void keep(int step, LlamaModel model) throws IOException;
}
