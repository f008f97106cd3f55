package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ModelShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LoFiT (Yin, Ye and Durrett 2024): what head i of layer l found, h, becomes (1 + a)⊙h while heads are chosen, with
 * λ·‖a‖₁ added to the loss, or h + v for the chosen heads after that. Flat in the order of the heads.
 */
final class HeadAdaptation implements Adaptation {

    /** A query head. */
    record Head(int layer, int head) {}

    private final ModelShape shape;
    private final List<Head> heads;
    private final boolean factors;
    private final float penalty;

    private HeadAdaptation(ModelShape shape, List<Head> heads, boolean factors, double penalty) {
        this.shape = shape;
        this.heads = heads;
        this.factors = factors;
        this.penalty = (float) penalty;
    }

    static HeadAdaptation factors(ModelShape shape, List<Head> heads, double penalty) {
        return new HeadAdaptation(shape, heads, true, penalty);
    }

    static HeadAdaptation offsets(ModelShape shape, List<Head> heads) {
        return new HeadAdaptation(shape, heads, false, 0);
    }

    @Override
    public int size() {
        return heads.size() * shape.headSize();
    }

    @Override
    public @Nullable NDArray penalty(NDArray parameters) {
        return penalty == 0 ? null : parameters.abs().sum().mul(parameters.getManager().create(penalty));
    }

    @Override
    public Modification modification(NDArray parameters) {
        NDArray rows = parameters.reshape(heads.size(), shape.headSize());
        return new Modification() {
            @Override
            public NDArray heads(int layer, NDArray mixed) {
                if (heads.stream().noneMatch(head -> head.layer() == layer)) {
                    return mixed;
                }
                NDArray change = change(layer, rows);
                return factors ? mixed.add(mixed.mul(change)) : mixed.add(change);
            }
        };
    }

    /** {@code [heads·headSize]}, zero where a head has no vector. */
    private NDArray change(int layer, NDArray rows) {
        NDArray none = rows.getManager().zeros(new Shape(shape.headSize()));
        NDList parts = new NDList();
        for (int head = 0; head < shape.heads(); head++) {
            int place = heads.indexOf(new Head(layer, head));
            parts.add(place < 0 ? none : rows.get(place));
        }
        return parts.size() == 1 ? parts.getFirst()
                : parts.getFirst().getNDArrayInternal().concat(parts.subNDList(1), 0);
    }
}
