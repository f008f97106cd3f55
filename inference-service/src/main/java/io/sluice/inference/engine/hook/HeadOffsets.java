package io.sluice.inference.engine.hook;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * LoFiT (arXiv:2406.01563): the output of each of a few chosen heads becomes h + a⊙h + v before the output projection. The
 * paper's second stage learns v alone; a is there where training kept it. Heads without vectors, or with zeros, stay as they
 * are, bit for bit.
 */
public final class HeadOffsets implements HeadHook {

    /** A head of a layer. */
    public record Head(int layer, int head) {
    }

    /** @param factors zeros where there are none */
    private record Change(int at, float[] factors, float[] offsets) {
    }

    private final ModelShape shape;
    private final List<List<Change>> byLayer = new ArrayList<>();

    /** Without factors. */
    public HeadOffsets(Map<Head, float[]> offsets, ModelShape shape) {
        this(Map.of(), offsets, shape);
    }

    /**
     * @param factors {@code [headSize]} each
     * @param offsets {@code [headSize]} each, of the same heads or of others
     * @throws IllegalArgumentException when a head is none of the model's or a vector has another size
     */
    public HeadOffsets(Map<Head, float[]> factors, Map<Head, float[]> offsets, ModelShape shape) {
        this.shape = shape;
        for (int layer = 0; layer < shape.layers(); layer++) {
            byLayer.add(new ArrayList<>());
        }
        Set<Head> heads = new LinkedHashSet<>(factors.keySet());
        heads.addAll(offsets.keySet());
        float[] none = new float[shape.headSize()];
        heads.forEach(head -> place(head, factors.getOrDefault(head, none), offsets.getOrDefault(head, none)));
    }

    private void place(Head head, float[] factors, float[] offsets) {
        if (head.layer() < 0 || head.layer() >= shape.layers() || head.head() < 0 || head.head() >= shape.heads()) {
            throw new IllegalArgumentException("there is no head " + head.head() + " in layer " + head.layer()
                    + ": the model has " + shape.layers() + " layers of " + shape.heads() + " heads");
        }
        boolean zeros = true;
        for (float[] vector : List.of(factors, offsets)) {
            if (vector.length != shape.headSize()) {
                throw new IllegalArgumentException("the vector of layer " + head.layer() + ", head " + head.head() + " has "
                        + vector.length + " numbers, and the model's heads have " + shape.headSize());
            }
            for (float value : vector) {
                zeros &= value == 0;
            }
        }
        if (!zeros) {
            byLayer.get(head.layer()).add(new Change(head.head() * shape.headSize(), factors.clone(), offsets.clone()));
        }
    }

    /** Memory of the vectors. */
    public long bytes() {
        return byLayer.stream().flatMap(List::stream).mapToLong(change -> 2L * change.offsets.length * Float.BYTES).sum();
    }

    @Override
    public void requireFit(ModelShape other) {
        if (!shape.equals(other)) {
            throw new IllegalArgumentException("the offsets are for " + shape + ", and the model is " + other);
        }
    }

    @Override
    public void heads(int layer, int position, float[] values, int at) {
        for (Change change : byLayer.get(layer)) {
            for (int i = 0; i < change.offsets.length; i++) {
                float found = values[at + change.at + i];
                values[at + change.at + i] = found + found * change.factors[i] + change.offsets[i];
            }
        }
    }
}
