package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ModelShape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LoFiT (Yin, Ye and Durrett 2024): what head i of layer l found, h, becomes (1 + a)⊙h while heads are chosen, with
 * λ·‖a‖₁ added to the loss, and (1 + a)⊙h + v for the chosen heads after that. Flat in the order of the heads; where there
 * are offsets, all of them stand behind all factors.
 */
final class HeadAdaptation implements Adaptation {

    /** A query head. */
    record Head(int layer, int head) {}

    private final ModelShape shape;
    private final List<Head> heads;
    private final boolean offsets;
    private final float penalty;
    private final float offsetRate;

    private HeadAdaptation(ModelShape shape, List<Head> heads, boolean offsets, double penalty, double offsetRate) {
        this.shape = shape;
        this.heads = heads;
        this.offsets = offsets;
        this.penalty = (float) penalty;
        this.offsetRate = (float) offsetRate;
    }

    static HeadAdaptation factors(ModelShape shape, List<Head> heads, double penalty) {
        return new HeadAdaptation(shape, heads, false, penalty, 1);
    }

    /** @param offsetRate learning rate of the offsets relative to that of the factors */
    static HeadAdaptation offsets(ModelShape shape, List<Head> heads, double offsetRate) {
        return new HeadAdaptation(shape, heads, true, 0, offsetRate);
    }

    /** Numbers of all the heads' factors, which is where the offsets begin. */
    int half() {
        return heads.size() * shape.headSize();
    }

    @Override
    public int size() {
        return offsets ? 2 * half() : half();
    }

    @Override
    public float @Nullable [] rates() {
        if (offsetRate == 1) {
            return null;
        }
        float[] rates = new float[size()];
        Arrays.fill(rates, 0, half(), 1);
        Arrays.fill(rates, half(), rates.length, offsetRate);
        return rates;
    }

    @Override
    public @Nullable NDArray penalty(NDArray parameters) {
        return penalty == 0 ? null : parameters.abs().sum().mul(parameters.getManager().create(penalty));
    }

    @Override
    public Modification modification(NDArray parameters) {
        NDArray rows = parameters.reshape(size() / shape.headSize(), shape.headSize());
        return new Modification() {
            @Override
            public NDArray heads(int layer, NDArray mixed) {
                if (heads.stream().noneMatch(head -> head.layer() == layer)) {
                    return mixed;
                }
                NDArray scaled = mixed.add(mixed.mul(change(layer, rows, 0)));
                return offsets ? scaled.add(change(layer, rows, heads.size())) : scaled;
            }
        };
    }

    /** {@code [heads·headSize]}, zero where a head has no vector; the first head's is in row {@code from}. */
    private NDArray change(int layer, NDArray rows, int from) {
        NDArray none = rows.getManager().zeros(new Shape(shape.headSize()));
        NDList parts = new NDList();
        for (int head = 0; head < shape.heads(); head++) {
            int place = heads.indexOf(new Head(layer, head));
            parts.add(place < 0 ? none : rows.get(from + place));
        }
        return parts.size() == 1 ? parts.getFirst()
                : parts.getFirst().getNDArrayInternal().concat(parts.subNDList(1), 0);
    }
}
