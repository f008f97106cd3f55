package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * jlama's seam for tensor arithmetic on the Vector API.
 *
 * <p>The left side of a product is F32, the right side F32, BF16 or, as a {@link BlockTensor}, quantised. Fast when
 * activations are {@link HeapTensor} and weights {@link WeightTensor}; other F32 and BF16 tensors are first copied into
 * that form, which costs as much as the product and serves comparisons, not inference. Every product gives the same bits whichever form it came in, however many rows it
 * had and whatever the vector width.
 *
 * <p>Not thread-safe: one product at a time per instance.
 */
@SuppressWarnings({"rawtypes", "unchecked"})
public final class VectorTensorOperations implements TensorOperations {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Weights from which a product is shared by threads: for less, the threads cost more than they bring. */
    private static final long SHARED_WEIGHTS_MIN = 2_000_000;

    private final SharedProduct product;

    public VectorTensorOperations() {
        KernelChoice.require();
        product = new SharedProduct(KernelThreads.available());
    }

    @Override
    public String name() {
        return KernelChoice.describe();
    }

    @Override
    public void batchDotProduct(AbstractTensor result, AbstractTensor a, AbstractTensor b, int aColumnOffset,
            int bColumnOffset, int columnLimit, int rRowOffset, int bRowOffset, int rowChunkSize) {
        if (result instanceof HeapTensor y && a instanceof HeapTensor x && b instanceof WeightTensor w
                && bColumnOffset == 0 && columnLimit == w.inputs() && bRowOffset == 0 && rowChunkSize == w.outputs()) {
            checkRange(y.columns(), rRowOffset, rowChunkSize, "result columns");
            checkRange(x.columns(), aColumnOffset, columnLimit, "left columns");
            checkRange(y.rows(), 0, x.rows(), "result rows");
            product(x, x.offset() + aColumnOffset, w, y, y.offset() + rRowOffset);
        } else {
            copied(result, a, b, aColumnOffset, bColumnOffset, columnLimit, rRowOffset, bRowOffset, rowChunkSize);
        }
    }

    private void product(HeapTensor x, int x0, WeightTensor w, HeapTensor y, int y0) {
        product.set(x, x0, w, y, y0);
        if ((long) w.outputs() * w.inputs() < SHARED_WEIGHTS_MIN) {
            product.run(0, 0, product.panels());
        } else {
            KernelThreads.shared().run(product.panels(), product);
        }
    }

    private void copied(AbstractTensor result, AbstractTensor a, AbstractTensor b, int aColumnOffset,
            int bColumnOffset, int columnLimit, int rRowOffset, int bRowOffset, int rowChunkSize) {
        requireF32(a, "left side of a product");
        requireF32(result, "result of a product");
        checkRange(b.shape().first(), bRowOffset, rowChunkSize, "right rows");
        checkRange(b.shape().last(), bColumnOffset, columnLimit, "right columns");
        int rows = a.shape().first();
        HeapTensor x = new HeapTensor(rows, columnLimit);
        HeapTensor y = new HeapTensor(rows, rowChunkSize);
        for (int row = 0; row < rows; row++) {
            read(a, row, aColumnOffset, columnLimit, x.values(), row * columnLimit);
        }
        try (Arena arena = Arena.ofConfined()) {
            PanelTensor w = new PanelTensor(b.dType(), rowChunkSize, columnLimit, arena);
            for (int j = 0; j < rowChunkSize; j++) {
                for (int k = 0; k < columnLimit; k++) {
                    w.set(b.get(bRowOffset + j, bColumnOffset + k), j, k);
                }
            }
            batchDotProduct(y, x, w, 0, 0, columnLimit, 0, 0, rowChunkSize);
        }
        for (int row = 0; row < rows; row++) {
            write(y.values(), row * rowChunkSize, result, row, rRowOffset, rowChunkSize);
        }
    }

    @Override
    public void accumulate(AbstractTensor a, AbstractTensor b, int offset, int length) {
        eachRow(a, b, offset, length, RowOperations::add);
    }

    @Override
    public void maccumulate(AbstractTensor a, AbstractTensor b, int offset, int length) {
        eachRow(a, b, offset, length, RowOperations::multiply);
    }

    @Override
    public void saxpy(float alpha, AbstractTensor x, AbstractTensor y, int xoffset, int yoffset, int limit) {
        requireF32(x, "x");
        requireF32(y, "y");
        float[] from = new float[limit];
        float[] to = new float[limit];
        read(x, 0, xoffset, limit, from, 0);
        read(y, 0, yoffset, limit, to, 0);
        RowOperations.addScaled(to, 0, alpha, from, 0, limit);
        write(to, 0, y, 0, yoffset, limit);
    }

    @Override
    public void scale(float factor, AbstractTensor x, int offset, int length) {
        requireF32(x, "x");
        float[] row = new float[length];
        for (int r = 0; r < x.shape().first(); r++) {
            read(x, r, offset, length, row, 0);
            RowOperations.scale(row, 0, factor, length);
            write(row, 0, x, r, offset, length);
        }
    }

    private interface RowOperation {
        void apply(float[] y, int y0, float[] x, int x0, int length);
    }

    /** A one-row {@code b} serves every row of {@code a}. */
    private static void eachRow(AbstractTensor a, AbstractTensor b, int offset, int length, RowOperation operation) {
        requireF32(a, "a");
        requireF32(b, "b");
        boolean oneRow = b.shape().first() == 1;
        float[] to = new float[length];
        float[] from = new float[length];
        for (int row = 0; row < a.shape().first(); row++) {
            read(a, row, offset, length, to, 0);
            read(b, oneRow ? 0 : row, offset, length, from, 0);
            operation.apply(to, 0, from, 0, length);
            write(to, 0, a, row, offset, length);
        }
    }

    private static void read(AbstractTensor source, int row, int column, int length, float[] to, int at) {
        long from = (long) source.getMemorySegmentOffset(source.getOffset(row, column));
        MemorySegment.copy(source.getMemorySegment(), FLOAT, from, to, at, length);
    }

    private static void write(float[] from, int at, AbstractTensor target, int row, int column, int length) {
        long to = (long) target.getMemorySegmentOffset(target.getOffset(row, column));
        MemorySegment.copy(from, at, target.getMemorySegment(), FLOAT, to, length);
    }

    private static void requireF32(AbstractTensor tensor, String what) {
        if (tensor.dType() != DType.F32) {
            throw new IllegalArgumentException("the " + what + " is F32, not " + tensor.dType());
        }
    }

    private static void checkRange(int size, int offset, int length, String what) {
        if (offset < 0 || length < 0 || offset + length > size) {
            throw new IllegalArgumentException(
                    what + " " + offset + " to " + (offset + length) + " of a tensor that has " + size);
        }
    }
}
