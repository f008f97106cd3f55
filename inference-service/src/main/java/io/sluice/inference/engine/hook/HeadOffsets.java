package io.sluice.inference.engine.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * LoFiT's second stage (arXiv:2406.01563): a learned vector v is added to the output of each of a few chosen heads,
 * h ← h + v, before the output projection. Heads without a vector, or with one of zeros, stay as they are, bit for bit.
 */
public final class HeadOffsets implements HeadHook {

    /** A head of a layer. */
    public record Head(int layer, int head) {
    }

    private record Offset(int at, float[] vector) {
    }

    private final ModelShape shape;
    private final List<List<Offset>> byLayer = new ArrayList<>();

    /**
     * @param vectors {@code [headSize]} each
     * @throws IllegalArgumentException when a head is none of the model's or a vector has another size
     */
    public HeadOffsets(Map<Head, float[]> vectors, ModelShape shape) {
        this.shape = shape;
        for (int layer = 0; layer < shape.layers(); layer++) {
            byLayer.add(new ArrayList<>());
        }
        vectors.forEach(this::place);
    }

    private void place(Head head, float[] vector) {
        if (head.layer() < 0 || head.layer() >= shape.layers() || head.head() < 0 || head.head() >= shape.heads()) {
            throw new IllegalArgumentException("there is no head " + head.head() + " in layer " + head.layer()
                    + ": the model has " + shape.layers() + " layers of " + shape.heads() + " heads");
        }
        if (vector.length != shape.headSize()) {
            throw new IllegalArgumentException("the vector of layer " + head.layer() + ", head " + head.head() + " has "
                    + vector.length + " numbers, and the model's heads have " + shape.headSize());
        }
        boolean zeros = true;
        for (float value : vector) {
            zeros &= value == 0;
        }
        if (!zeros) {
            byLayer.get(head.layer()).add(new Offset(head.head() * shape.headSize(), vector.clone()));
        }
    }

    /** Memory of the vectors. */
    public long bytes() {
        return byLayer.stream().flatMap(List::stream).mapToLong(offset -> (long) offset.vector.length * Float.BYTES).sum();
    }

    @Override
    public void requireFit(ModelShape other) {
        if (!shape.equals(other)) {
            throw new IllegalArgumentException("the offsets are for " + shape + ", and the model is " + other);
        }
    }

    @Override
    public void heads(int layer, int position, float[] values, int at) {
        for (Offset offset : byLayer.get(layer)) {
            for (int i = 0; i < offset.vector.length; i++) {
                values[at + offset.at + i] += offset.vector[i];
            }
        }
    }
}
