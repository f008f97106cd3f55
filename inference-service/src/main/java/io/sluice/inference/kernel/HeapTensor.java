package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.TensorShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A dense F32 matrix {@code [rows][columns]} on a {@code float[]}: activations. jlama's own tensors live in direct
 * buffers, which a JVM can't index as cheaply as an array.
 *
 * <p>{@link #top} gives the first rows as a tensor over the same array, so that one allocation serves every batch size.
 */
public final class HeapTensor extends AbstractTensor<FloatVector, Float> {

    private final float[] values;
    private final int offset;
    private final MemorySegment segment;
    private final HeapTensor[] tops;

    public HeapTensor(int rows, int columns) {
        this(new float[Math.multiplyExact(rows, columns)], 0, TensorShape.of(rows, columns));
    }

    private HeapTensor(float[] values, int offset, TensorShape shape) {
        super(DType.F32, shape, false);
        this.values = values;
        this.offset = offset;
        this.segment = MemorySegment.ofArray(values)
                .asSlice((long) offset * Float.BYTES, shape.size() * Float.BYTES);
        this.tops = new HeapTensor[shape.first() + 1];
    }

    /** The backing array; row r begins at {@code r × columns} for a tensor that is no slice. */
    public float[] values() {
        return values;
    }

    int offset() {
        return offset;
    }

    public int rows() {
        return shape.first();
    }

    public int columns() {
        return shape.last();
    }

    /** The first {@code rows} rows, over the same array; made once for each count. Not thread-safe. */
    public HeapTensor top(int rows) {
        if (rows == rows()) {
            return this;
        }
        if (tops[rows] == null) {
            tops[rows] = new HeapTensor(values, offset, TensorShape.of(rows, columns()));
        }
        return tops[rows];
    }

    @Override
    protected AbstractTensor<FloatVector, Float> make(TensorShape shape) {
        return new HeapTensor(new float[Math.toIntExact(shape.size())], 0, shape);
    }

    @Override
    protected AbstractTensor<FloatVector, Float> make(
            int heapOffset, int heapLength, TensorShape shape, boolean cacheSlices) {
        return new HeapTensor(values, offset + heapOffset, shape);
    }

    @Override
    public float get(int... dims) {
        return values[offset + getOffset(dims)];
    }

    @Override
    public void set(float v, int... dims) {
        values[offset + getOffset(dims)] = v;
    }

    @Override
    public FloatVector getVector(VectorSpecies<Float> species, int... dims) {
        return FloatVector.fromArray(species, values, offset + getOffset(dims));
    }

    @Override
    public void intoTensor(FloatVector vector, int... dims) {
        vector.intoArray(values, offset + getOffset(dims));
    }

    @Override
    public MemorySegment getMemorySegment() {
        return segment;
    }

    @Override
    public int getMemorySegmentOffset(int index) {
        return index * Float.BYTES;
    }

    @Override
    public void copyFrom(@SuppressWarnings("rawtypes") AbstractTensor src, int srcOffset, int destOffset, int length) {
        if (src.dType() != DType.F32) {
            throw new IllegalArgumentException("copies F32 only, not " + src.dType());
        }
        MemorySegment.copy(src.getMemorySegment(), java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
                ByteOrder.nativeOrder()), (long) srcOffset * Float.BYTES, values, offset + destOffset, length);
    }

    @Override
    public void clear() {
        java.util.Arrays.fill(values, offset, offset + Math.toIntExact(shape.size()), 0);
    }
}
