package io.sluice.inference.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One product at a time, cut between threads by output panels. Kept and set anew, so that a product allocates nothing. */
final class SharedProduct implements Kernels.Work {

    /** Activations from which their quantisation is shared: some tens of microseconds. */
    private static final int SHARED_ACTIVATIONS_MIN = 1 << 16;

    private final PanelProduct[] panelProducts;
    private final BlockProduct[] blockProducts;
    private final QuantizedRows quantized = new QuantizedRows();
    private final int[][] integers;
    private final Kernels.Work quantising = this::quantise;
    private @Nullable WeightTensor weights;
    private float[] x = new float[0];
    private int x0;
    private int ldx;
    private int rows;
    private float[] y = new float[0];
    private int y0;
    private int ldy;

    SharedProduct(int threads) {
        panelProducts = new PanelProduct[threads];
        blockProducts = new BlockProduct[threads];
        integers = new int[threads][QuantizedRows.SCRATCH];
        for (int i = 0; i < threads; i++) {
            panelProducts[i] = new PanelProduct();
            blockProducts[i] = new BlockProduct();
        }
    }

    /** @param x0 first element of the left side's first row, as {@code y0} of the result's */
    void set(HeapTensor left, int x0, WeightTensor right, HeapTensor result, int y0) {
        this.weights = right;
        this.x = left.values();
        this.x0 = x0;
        this.ldx = left.columns();
        this.rows = left.rows();
        this.y = result.values();
        this.y0 = y0;
        this.ldy = result.columns();
        if (right instanceof BlockTensor w) {
            quantized.begin(rows, w.inputs(), BlockProduct.needsValues(w.dType(), rows));
            if (rows * w.inputs() < SHARED_ACTIVATIONS_MIN) {
                quantise(0, 0, rows);
            } else {
                KernelThreads.shared().run(rows, quantising);
            }
        }
    }

    private void quantise(int thread, int from, int to) {
        quantized.read(x, x0, ldx, from, to, integers[thread]);
    }

    /** Panels of the matrix: the items of this work. */
    int panels() {
        WeightTensor matrix = Objects.requireNonNull(weights);
        return Math.ceilDiv(matrix.outputs(), matrix.panel());
    }

    @Override
    public void run(int thread, int from, int to) {
        switch (Objects.requireNonNull(weights)) {
            case PanelTensor w -> panelProducts[thread].run(x, x0, ldx, rows, w, from, to, y, y0, ldy);
            case BlockTensor w -> blockProducts[thread].run(quantized, w, from, to, y, y0, ldy);
        }
    }
}
