package io.sluice.workflow.tool.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 + 2 * 3 | 7", "(1 + 2) * 3 | 9", "2^3^2 | 512", "-2^2 | -4", "7 / 2 | 3.5", "1/3 | 1/3 (about 0.3333333333333333)",
        "1/3*3 | 1", "0.1 + 0.2 | 0.3", "10 % 3 | 1", "-7 % 3 | 2", "2^-2 | 0.25", "12 × 3 ÷ 4 | 9", "2**10 | 1024",
        "round(2.5) | 3", "round(-2.5) | -3", "floor(-0.5) | -1", "ceil(1/3) | 1", "gcd(12, 18) | 6", "lcm(4, 6) | 12",
        "max(1/3, 0.3) | 1/3 (about 0.3333333333333333)", "min(1, 2, -3) | -3", "factorial(20) | 2432902008176640000",
        "abs(-1.50) | 1.5", "sum(1,2,3) | 6", "mod(17, 5) | 2", "--3 | 3", ".5 + 1. | 1.5"})
    void isExact(String text, String value) {
        assertThat(ArithmeticText.value(text)).isEqualTo(new ArithmeticText.Exact(value));
    }

    @Test
    void agreesWithBigIntegersOnRandomSums() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            BigInteger a = BigInteger.valueOf(random.nextLong());
            BigInteger b = BigInteger.valueOf(random.nextLong());
            BigInteger c = BigInteger.valueOf(random.nextLong());
            String text = "(" + a + ") * (" + b + ") - " + c.abs();
            assertThat(ArithmeticText.value(text)).isEqualTo(new ArithmeticText.Exact(a.multiply(b).subtract(c.abs()).toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 +", "1 / 0", "1 / (2 - 2)", "(1", "1)", "2 3", "foo(1)", "1 + x", "9^9^9", "factorial(100000)", "2^0.5",
        "gcd(0.5, 2)", "1e9", "1..2", "sqrt(2)", "7 % 0", "2^(2^40)", "'; DROP"})
    void saysWhatIsWrong(String text) {
        assertThat(ArithmeticText.value(text)).isInstanceOfSatisfying(ArithmeticText.Wrong.class,
                wrong -> assertThat(wrong.message()).isNotBlank());
    }

    @Test
    void boundsLengthDepthAndSize() {
        assertThat(ArithmeticText.value("1+".repeat(1001) + "1")).isInstanceOf(ArithmeticText.Wrong.class);
        assertThat(ArithmeticText.value("(".repeat(500) + "1" + ")".repeat(500))).isInstanceOf(ArithmeticText.Wrong.class);
        assertThat(ArithmeticText.value("-".repeat(1500) + "1")).isInstanceOf(ArithmeticText.Wrong.class);
        assertThat(ArithmeticText.value("10^4000 * 10^4000")).isInstanceOf(ArithmeticText.Wrong.class);
    }
}
