package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ParameterLayout.Block;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * LoRA (Hu et al. 2021): W + α/r·B·A for each target W of {@code [rows, columns]}, with A {@code [r, columns]} and B
 * {@code [rows, r]}; flat in the order A, B, A, B of the targets.
 *
 * <p>The product is added to the weight instead of being applied to its input. For weights this narrow that is one
 * product per step, and trains what a merged adapter computes.
 */
final class LoraAdaptation implements Adaptation {

    /** A target and where its factors lie in the flat array. */
    record Factors(Tensor target, int rank, int offset) {

        int sizeA() {
            return rank * target.columns();
        }

        int offsetB() {
            return offset + sizeA();
        }

        int sizeB() {
            return target.rows() * rank;
        }

        int end() {
            return offsetB() + sizeB();
        }
    }

    private final List<Factors> factors = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final float scale;

    LoraAdaptation(List<Tensor> targets, int rank, double alpha) {
        scale = (float) (alpha / rank);
        int offset = 0;
        for (Tensor target : targets) {
            Factors next = new Factors(target, rank, offset);
            places.put(target.name(), factors.size());
            factors.add(next);
            offset = next.end();
        }
    }

    List<Factors> factors() {
        return List.copyOf(factors);
    }

    @Override
    public int size() {
        return factors.getLast().end();
    }

    @Override
    public Modification modification(NDArray parameters) {
        List<Long> cuts = new ArrayList<>();
        for (Factors each : factors) {
            cuts.add((long) each.offsetB());
            cuts.add((long) each.end());
        }
        cuts.removeLast();
        NDList parts = parameters.split(cuts.stream().mapToLong(cut -> cut).toArray(), 0);
        NDArray times = parameters.getManager().create(scale);
        return new Modification() {
            @Override
            public NDArray weight(Block block, NDArray weight) {
                if (block.tensors().stream().noneMatch(tensor -> places.containsKey(tensor.name()))) {
                    return weight;
                }
                NDList products = new NDList();
                for (Tensor tensor : block.tensors()) {
                    products.add(product(tensor, parts, times));
                }
                NDArray delta = products.size() == 1 ? products.getFirst() : products.getFirst().getNDArrayInternal()
                        .concat(products.subNDList(1), 0);
                return weight.add(delta);
            }
        };
    }

    private NDArray product(Tensor tensor, NDList parts, NDArray times) {
        Integer place = places.get(tensor.name());
        if (place == null) {
            return times.getManager().zeros(new Shape(tensor.rows(), tensor.columns()));
        }
        int rank = factors.get(place).rank();
        NDArray down = parts.get(2 * place).reshape(rank, tensor.columns());
        NDArray up = parts.get(2 * place + 1).reshape(tensor.rows(), rank);
        return up.matMul(down).mul(times);
    }
}
