package io.sluice.trainer.mixture;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.sluice.trainer.mixture.LoraFolder.Factors;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ParameterLayout.Block;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * MHR (Page-Caccia et al. 2023) at the adaptation to one task, in its variant MHR-z: the adapters stay as they are, and Z is
 * learned, {@code [target][head][adapter]} flat. With w = σ(Z) / Σ σ(Z) over the adapters of a head, columns of A and rows of B that
 * belong to head h are averaged with w of h, and then W + B·A. One head is Poly; equal logits are the uniform average.
 */
final class MixtureAdaptation implements Adaptation {

    private final List<Tensor> targets;
    private final List<LoraFolder> library;
    private final int heads;
    private final int rank;
    private final Map<String, Integer> places = new HashMap<>();

    /** @throws IllegalArgumentException when the adapters differ in rank or targets, or a size can't be cut into the heads */
    MixtureAdaptation(List<Tensor> targets, List<LoraFolder> library, int heads) {
        this.targets = List.copyOf(targets);
        this.library = List.copyOf(library);
        this.heads = heads;
        this.rank = library.getFirst().rank();
        for (LoraFolder each : library) {
            if (each.rank() != rank || !each.factors().keySet().equals(library.getFirst().factors().keySet())) {
                throw new IllegalArgumentException("adapters of different ranks or targets can't be averaged");
            }
        }
        for (Tensor target : targets) {
            if (target.rows() % heads != 0 || target.columns() % heads != 0) {
                throw new IllegalArgumentException(target.name() + " can't be cut into " + heads + " heads");
            }
            places.put(target.name(), places.size());
        }
    }

    @Override
    public int size() {
        return targets.size() * heads * library.size();
    }

    @Override
    public Modification modification(NDArray parameters) {
        NDArray logits = parameters.reshape(targets.size() * heads, library.size());
        NDArray open = Activation.sigmoid(logits);
        NDArray weights = open.div(open.sum(new int[] {1}, true)).reshape(targets.size(), heads, library.size());
        return new Modification() {
            @Override
            public NDArray weight(Block block, NDArray weight) {
                if (block.tensors().stream().noneMatch(tensor -> places.containsKey(tensor.name()))) {
                    return weight;
                }
                NDList products = new NDList();
                block.tensors().forEach(tensor -> products.add(product(tensor, weights)));
                return weight.add(products.size() == 1 ? products.getFirst() : products.getFirst().getNDArrayInternal()
                        .concat(products.subNDList(1), 0));
            }
        };
    }

    private NDArray product(Tensor tensor, NDArray weights) {
        NDManager manager = weights.getManager();
        Integer place = places.get(tensor.name());
        if (place == null) {
            return manager.zeros(new Shape(tensor.rows(), tensor.columns()));
        }
        NDArray own = weights.get(place);
        int adapters = library.size();
        float[] a = new float[adapters * rank * tensor.columns()];
        float[] b = new float[adapters * tensor.rows() * rank];
        for (int e = 0; e < adapters; e++) {
            Factors factors = Objects.requireNonNull(library.get(e).factors().get(tensor.name()));
            System.arraycopy(factors.a(), 0, a, e * factors.a().length, factors.a().length);
            System.arraycopy(factors.b(), 0, b, e * factors.b().length, factors.b().length);
        }
        NDArray byColumn = spread(own, tensor.columns()).reshape(adapters, 1, tensor.columns());
        NDArray byRow = spread(own, tensor.rows()).reshape(adapters, tensor.rows(), 1);
        NDArray down = manager.create(a, new Shape(adapters, rank, tensor.columns())).mul(byColumn).sum(new int[] {0});
        NDArray up = manager.create(b, new Shape(adapters, tensor.rows(), rank)).mul(byRow).sum(new int[] {0});
        return up.matMul(down);
    }

    /** From {@code [heads, adapters]} to {@code [adapters, size]}: each head's weight for all of its block. */
    private NDArray spread(NDArray weights, int size) {
        float[] belongs = new float[heads * size];
        for (int i = 0; i < size; i++) {
            belongs[i * heads / size * size + i] = 1;
        }
        return weights.transpose().matMul(weights.getManager().create(belongs, new Shape(heads, size)));
    }
}
