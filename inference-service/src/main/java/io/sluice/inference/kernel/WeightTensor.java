package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.TensorShape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A weight matrix {@code [outputs][inputs]} repacked once for the products of {@link VectorTensorOperations}, outside the
 * heap. Single elements can be read for tests and reports; rows are not contiguous.
 */
public abstract sealed class WeightTensor extends AbstractTensor<FloatVector, Float> permits PanelTensor, BlockTensor {

    WeightTensor(DType type, int outputs, int inputs) {
        super(type, TensorShape.of(outputs, inputs), false);
    }

    /** Where a matrix holds something that is not a number, infinite or too large for its format. */
    public static final class NotFiniteException extends ArithmeticException {
        NotFiniteException(int row, int column) {
            this("row " + row + ", column " + column + " is not a finite number");
        }

        NotFiniteException(String message) {
            super(message);
        }
    }

    public final int outputs() {
        return shape.first();
    }

    public final int inputs() {
        return shape.last();
    }

    /** Copies a matrix, as its file has it, into rows {@code firstOutput} and following. */
    public abstract void fill(int firstOutput, @SuppressWarnings("rawtypes") AbstractTensor source);

    /** Outputs that lie side by side, the smallest share of a thread. */
    abstract int panel();

    @Override
    protected final AbstractTensor<FloatVector, Float> make(TensorShape shape) {
        throw new UnsupportedOperationException("panels are made by their constructor");
    }

    @Override
    protected final AbstractTensor<FloatVector, Float> make(
            int offset, int length, TensorShape shape, boolean cacheSlices) {
        throw new UnsupportedOperationException("a row of a panel is not contiguous");
    }

    @Override
    public final FloatVector getVector(VectorSpecies<Float> species, int... dims) {
        throw new UnsupportedOperationException("a row of a panel is not contiguous");
    }

    @Override
    public final void intoTensor(FloatVector vector, int... dims) {
        throw new UnsupportedOperationException("a row of a panel is not contiguous");
    }

    @Override
    public final int getMemorySegmentOffset(int index) {
        throw new UnsupportedOperationException("a row of a panel is not contiguous");
    }

    @Override
    public final void copyFrom(
            @SuppressWarnings("rawtypes") AbstractTensor src, int srcOffset, int destOffset, int length) {
        throw new UnsupportedOperationException("use fill");
    }
}
