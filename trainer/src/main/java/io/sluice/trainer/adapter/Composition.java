package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ParameterLayout.Block;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * aTLAS (Zhang et al. 2024, arXiv:2407.02880): {@code W_b = W₀_b + Σ_i c_ib·τ_ib} with a coefficient for each part i and each
 * block b, which is a projection of a layer; τ_ib is the part's product there. Only the coefficients are trained, from 0.
 * With one coefficient a part it is task arithmetic (Ilharco et al. 2023) with learned weights. Flat part by part, each in
 * the order of the base's projections.
 *
 * <p>c = 0 is the base, and c = 1 of one part is that part. What comes out is a LoRA of all ranks together:
 * {@code [c_1b·B_1b … c_kb·B_kb]·[A_1b; …; A_kb]}, so that whoever serves LoRAs serves it.
 */
final class Composition implements Adaptation {

    private final List<LoraPart> parts;
    private final List<Tensor> targets;
    private final boolean byBlock;
    private final Map<Tensor, Integer> places = new HashMap<>();
    private final List<float[]> downs = new ArrayList<>();

    /** @param byBlock whether a part has a coefficient a block, or one for all */
    Composition(List<LoraPart> parts, Base base, boolean byBlock) {
        this.parts = List.copyOf(parts);
        this.targets = LoraMethod.targets(base);
        this.byBlock = byBlock;
        for (int t = 0; t < targets.size(); t++) {
            places.put(targets.get(t), t);
            downs.add(down(t));
        }
    }

    /** Of all parts, one under the other. */
    private float[] down(int target) {
        float[] all = new float[rank() * targets.get(target).columns()];
        int at = 0;
        for (LoraPart part : parts) {
            float[] own = part.down().get(target);
            System.arraycopy(own, 0, all, at, own.length);
            at += own.length;
        }
        return all;
    }

    int rank() {
        return parts.stream().mapToInt(LoraPart::rank).sum();
    }

    @Override
    public int size() {
        return parts.size() * (byBlock ? targets.size() : 1);
    }

    /** Where the coefficient of a part in a target is. */
    private int place(int part, int target) {
        return byBlock ? part * targets.size() + target : part;
    }

    @Override
    public Modification modification(NDArray parameters) {
        NDManager manager = parameters.getManager();
        NDList coefficients = size() == 1 ? new NDList(parameters)
                : parameters.split(LongStream.range(1, size()).toArray(), 0);
        return new Modification() {
            @Override
            public NDArray weight(Block block, NDArray weight) {
                if (!places.containsKey(block.tensors().getFirst())) {
                    return weight;
                }
                NDList changes = new NDList();
                for (Tensor tensor : block.tensors()) {
                    changes.add(change(manager, places.get(tensor), coefficients));
                }
                return weight.add(joined(changes, 0));
            }
        };
    }

    private NDArray change(NDManager manager, int target, NDList coefficients) {
        Tensor tensor = targets.get(target);
        NDList ups = new NDList();
        for (int part = 0; part < parts.size(); part++) {
            ups.add(manager.create(parts.get(part).up().get(target), new Shape(tensor.rows(), parts.get(part).rank()))
                    .mul(coefficients.get(place(part, target))));
        }
        return joined(ups, 1).matMul(manager.create(downs.get(target), new Shape(rank(), tensor.columns())));
    }

    private static NDArray joined(NDList arrays, int axis) {
        return arrays.size() == 1 ? arrays.getFirst()
                : arrays.getFirst().getNDArrayInternal().concat(arrays.subNDList(1), axis);
    }

    /** The LoRA with these coefficients, for a configuration whose alpha is its rank. */
    List<Named> tensors(float[] coefficients) {
        List<Named> tensors = new ArrayList<>();
        for (int t = 0; t < targets.size(); t++) {
            Tensor target = targets.get(t);
            float[] up = new float[target.rows() * rank()];
            int column = 0;
            for (int p = 0; p < parts.size(); p++) {
                LoraPart part = parts.get(p);
                for (int i = 0; i < target.rows() * part.rank(); i++) {
                    up[i / part.rank() * rank() + column + i % part.rank()] = coefficients[place(p, t)] * part.up().get(t)[i];
                }
                column += part.rank();
            }
            String name = LoraMethod.peft(target);
            tensors.add(Named.floats(name + ".lora_A.weight", downs.get(t), rank(), target.columns()));
            tensors.add(Named.floats(name + ".lora_B.weight", up, target.rows(), rank()));
        }
        return tensors;
    }

    /** By part and projection's name. */
    Map<String, Map<String, Float>> named(float[] coefficients) {
        Map<String, Map<String, Float>> all = new LinkedHashMap<>();
        for (int p = 0; p < parts.size(); p++) {
            Map<String, Float> blocks = new LinkedHashMap<>();
            for (int t = 0; t < targets.size(); t++) {
                String name = targets.get(t).name();
                blocks.put(name.substring("model.layers.".length(), name.length() - ".weight".length()), coefficients[place(p, t)]);
            }
            all.put(parts.get(p).name(), blocks);
        }
        return all;
    }
}
