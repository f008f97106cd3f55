package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.model.ParameterLayout.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of every single weight, flat as {@link ParameterLayout} lays them out; those of rate 0 stay as they are. */
final class DeltaAdaptation implements Adaptation {

    private final ParameterLayout layout;
    private final float @Nullable [] rates;

    /** @param rates 1 for weights that may change, 0 for the others; null where all may */
    DeltaAdaptation(ParameterLayout layout, float @Nullable [] rates) {
        this.layout = layout;
        this.rates = rates;
    }

    @Override
    public int size() {
        return layout.size();
    }

    @Override
    public float @Nullable [] rates() {
        return rates;
    }

    @Override
    public Modification modification(NDArray parameters) {
        List<Block> blocks = layout.blocks();
        NDList parts = parameters.split(blocks.stream().skip(1).mapToLong(Block::offset).toArray(), 0);
        return new Modification() {
            @Override
            public NDArray weight(Block block, NDArray weight) {
                return weight.add(parts.get(blocks.indexOf(block)).reshape(weight.getShape()));
            }
        };
    }
}
