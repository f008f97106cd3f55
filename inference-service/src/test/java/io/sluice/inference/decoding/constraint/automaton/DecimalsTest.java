package io.sluice.inference.decoding.constraint.automaton;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    @Test
    void integersInARangeAreThoseThatCountingFinds() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 150; i++) {
            int low = random.nextInt(-1_300, 1_300);
            int high = low + random.nextInt(1_500);
            int step = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 1;
            boolean lowOpen = random.nextBoolean();
            boolean highOpen = random.nextBoolean();
            Language texts = Decimals.of(
                    new Decimals.Range(BigDecimal.valueOf(low), lowOpen, BigDecimal.valueOf(high), highOpen),
                    6, 0, BigDecimal.valueOf(step), new Work());
            for (int n = -2_900; n <= 2_900; n++) {
                boolean expected = n % step == 0 && (lowOpen ? n > low : n >= low) && (highOpen ? n < high : n <= high);
                assertThat(texts.holds(Integer.toString(n))).as("%d in %d..%d by %d", n, low, high, step).isEqualTo(expected);
            }
            assertThat(texts.holds("-0") || texts.holds("00") || texts.holds("01") || texts.holds("")).isFalse();
        }
    }

    @Test
    void decimalsInARangeAreThoseThatComparingFinds() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 200; i++) {
            BigDecimal low = random.nextInt(5) == 0 ? null : decimal(random);
            BigDecimal high = random.nextInt(5) == 0 ? null : decimal(random);
            BigDecimal step = random.nextInt(3) == 0 ? new BigDecimal(1 + random.nextInt(9)).movePointLeft(random.nextInt(3)) : null;
            Decimals.Range range = new Decimals.Range(low, random.nextBoolean(), high, random.nextBoolean());
            int places = step == null ? 3 : step.scale();
            Language texts = Decimals.of(range, 3, places, step, new Work());
            for (int j = 0; j < 400; j++) {
                BigDecimal value = decimal(random);
                String text = value.toPlainString();
                assertThat(texts.holds(text)).as("%s in %s by %s", text, range, step).isEqualTo(value.scale() <= places && expected(range, step, value));
            }
        }
    }

    private static boolean expected(Decimals.Range range, BigDecimal step, BigDecimal value) {
        boolean above = range.low() == null || value.compareTo(range.low()) >= (range.lowOpen() ? 1 : 0);
        boolean below = range.high() == null || value.compareTo(range.high()) <= (range.highOpen() ? -1 : 0);
        boolean small = value.abs().compareTo(BigDecimal.valueOf(1_000)) < 0;
        return small && above && below && (step == null || value.remainder(step).signum() == 0);
    }

    private static BigDecimal decimal(SplittableRandom random) {
        return new BigDecimal(random.nextInt(-12_000, 12_000)).movePointLeft(random.nextInt(4));
    }
}
