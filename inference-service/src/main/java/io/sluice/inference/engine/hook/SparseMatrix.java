package io.sluice.inference.engine.hook;

import java.util.Arrays;

/**
 * A matrix of which few numbers are not zero: those of row {@code rows[i]} are at {@code starts[i]} up to
 * {@code starts[i + 1]}, in the order of their columns. A row's product is one sum in that order, so that it has the same
 * bits whatever is computed beside it.
 */
final class SparseMatrix {

    private final int[] rows;
    private final int[] starts;
    private final int[] columns;
    private final float[] values;

    /**
     * @param places of the numbers, row by row, ascending
     * @param width  of a row
     * @throws IllegalArgumentException when a place comes twice, out of order, or is none of {@code height·width}
     */
    SparseMatrix(int[] places, float[] values, int height, int width) {
        if (places.length != values.length) {
            throw new IllegalArgumentException("it has " + places.length + " places for " + values.length + " numbers");
        }
        this.values = values.clone();
        this.columns = new int[places.length];
        int[] changed = new int[Math.min(height, places.length)];
        int[] begins = new int[changed.length + 1];
        int count = 0;
        int before = -1;
        for (int i = 0; i < places.length; i++) {
            if (places[i] <= before || places[i] >= (long) height * width) {
                throw new IllegalArgumentException("place " + places[i] + " is out of order or beyond [" + height + ", " + width + "]");
            }
            int row = places[i] / width;
            if (count == 0 || changed[count - 1] != row) {
                changed[count] = row;
                begins[count++] = i;
            }
            columns[i] = places[i] % width;
            before = places[i];
        }
        begins[count] = places.length;
        this.rows = Arrays.copyOf(changed, count);
        this.starts = Arrays.copyOf(begins, count + 1);
    }

    /** {@code y[row] += row · x} for each row that has numbers. */
    void addProduct(float[] x, int x0, float[] y, int y0) {
        for (int i = 0; i < rows.length; i++) {
            float sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                sum += values[k] * x[x0 + columns[k]];
            }
            y[y0 + rows[i]] += sum;
        }
    }

    /** {@code y += row}. */
    void addRow(int row, float[] y, int y0) {
        int i = Arrays.binarySearch(rows, row);
        if (i >= 0) {
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                y[y0 + columns[k]] += values[k];
            }
        }
    }

    long bytes() {
        return (2L * values.length + rows.length + starts.length) * Integer.BYTES;
    }
}
