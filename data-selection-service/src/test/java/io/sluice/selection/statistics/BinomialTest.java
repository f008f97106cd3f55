package io.sluice.selection.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class BinomialTest {

    @Test
    void tailsAreTheSumsOfTheirTerms() {
        for (int n : new int[] {1, 2, 7, 40, 400}) {
            for (int k = 0; k <= n; k += Math.max(1, n / 20)) {
                for (int tenths = 1; tenths < 10; tenths += 2) {
                    assertThat(Binomial.atLeast(k, n, tenths / 10.0)).as("k %d n %d p 0.%d", k, n, tenths)
                            .isCloseTo(summed(k, n, tenths), within(1e-11));
                }
            }
        }
        assertThat(Binomial.atLeast(1000, 2000, 0.5)).isCloseTo(summed(1000, 2000, 5), within(1e-10));
    }

    private static double summed(int k, int n, int tenths) {
        BigInteger sum = BigInteger.ZERO;
        BigInteger choose = BigInteger.ONE;
        for (int i = 0; i <= n; i++) {
            if (i >= k) {
                sum = sum.add(choose.multiply(BigInteger.valueOf(tenths).pow(i)).multiply(BigInteger.valueOf(10 - tenths).pow(n - i)));
            }
            choose = choose.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1L));
        }
        return new BigDecimal(sum).divide(new BigDecimal(BigInteger.TEN.pow(n)), MathContext.DECIMAL64).doubleValue();
    }

    @Test
    void boundsAreClopperAndPearsons() {
        assertThat(Binomial.upperBound(15, 500, 0.05)).isCloseTo(0.0458196, within(1e-6));
        assertThat(Binomial.upperBound(0, 59, 0.05)).isLessThanOrEqualTo(0.05);
        assertThat(Binomial.upperBound(0, 58, 0.05)).isGreaterThan(0.05);
        assertThat(Binomial.lowerBound(485, 500, 0.05)).isCloseTo(1 - 0.0458196, within(1e-6));
        assertThat(Binomial.lowerBound(0, 10, 0.05)).isZero();
        assertThat(Binomial.upperBound(10, 10, 0.05)).isEqualTo(1);
    }

    @Test
    void whatIsNoBinomialIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Binomial.atLeast(3, 2, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Binomial.atLeast(1, 2, Double.NaN));
    }
}
