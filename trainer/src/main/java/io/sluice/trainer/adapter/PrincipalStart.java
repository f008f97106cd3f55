package io.sluice.trainer.adapter;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * CorDA's start of a low-rank pair (Yang et al. 2024), preview mode: with C = XᵀX of the weight's inputs and the singular
 * values W·C = U·S·Vᵀ, the pair is B = U_r·√S_r and A = √S_r·V_rᵀ·C⁻¹ for the r largest, and W − B·A stays frozen. What
 * the data uses most is thus what is trained.
 *
 * <p>C is divided by its mean diagonal, which changes nothing but the numbers' size, and gets 0.01 on the diagonal,
 * doubled until C·C⁻¹ is the identity to 0.05.
 */
record PrincipalStart(DMatrixRMaj a, DMatrixRMaj b) {

    private static final double DAMPING = 0.01;
    private static final double IDENTITY_ERROR_MAX = 0.05;
    private static final int DOUBLINGS_MAX = 60;

    /**
     * @param weight     {@code [rows, columns]}
     * @param covariance {@code [columns, columns]}; changed
     */
    static PrincipalStart of(DMatrixRMaj weight, DMatrixRMaj covariance, int rank) {
        int columns = covariance.numCols;
        double mean = CommonOps_DDRM.trace(covariance) / columns;
        CommonOps_DDRM.scale(1 / mean, covariance);
        DMatrixRMaj inverse = new DMatrixRMaj(columns, columns);
        damp(covariance, inverse);
        DMatrixRMaj product = new DMatrixRMaj(weight.numRows, columns);
        CommonOps_DDRM.mult(weight, covariance, product);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(weight.numRows, columns, true, true, true);
        if (!svd.decompose(product)) {
            throw new ArithmeticException("no singular values for a weight of " + weight.numRows + " by " + columns);
        }
        double[] values = svd.getSingularValues();
        int[] largest = IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Double.compare(values[j], values[i]))
                .limit(rank)
                .mapToInt(i -> i)
                .toArray();
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj vt = svd.getV(null, true);
        DMatrixRMaj b = new DMatrixRMaj(weight.numRows, rank);
        DMatrixRMaj right = new DMatrixRMaj(rank, columns);
        for (int k = 0; k < largest.length; k++) {
            double root = Math.sqrt(values[largest[k]]);
            for (int row = 0; row < weight.numRows; row++) {
                b.set(row, k, root * u.get(row, largest[k]));
            }
            for (int column = 0; column < columns; column++) {
                right.set(k, column, root * vt.get(largest[k], column));
            }
        }
        DMatrixRMaj a = new DMatrixRMaj(rank, columns);
        CommonOps_DDRM.mult(right, inverse, a);
        return new PrincipalStart(a, b);
    }

    private static void damp(DMatrixRMaj covariance, DMatrixRMaj inverse) {
        int columns = covariance.numCols;
        double damping = DAMPING;
        DMatrixRMaj identity = new DMatrixRMaj(columns, columns);
        for (int i = 0; i < DOUBLINGS_MAX; i++, damping *= 2) {
            for (int d = 0; d < columns; d++) {
                covariance.add(d, d, damping);
            }
            if (CommonOps_DDRM.invert(covariance, inverse)) {
                CommonOps_DDRM.mult(covariance, inverse, identity);
                for (int d = 0; d < columns; d++) {
                    identity.add(d, d, -1);
                }
                if (CommonOps_DDRM.elementMaxAbs(identity) < IDENTITY_ERROR_MAX) {
                    return;
                }
            }
        }
        throw new ArithmeticException("a layer's inputs have no covariance that can be inverted");
    }
}
