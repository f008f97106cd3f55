package io.sluice.benchmarks.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NormalBrainFloatsTest {

    private static final int COUNT = 200_000;

    @Test
    void numbersAreNormallyDistributed() {
        ByteBuffer bytes = ByteBuffer.allocate(2 * COUNT).order(ByteOrder.LITTLE_ENDIAN);
        new NormalBrainFloats(3, 2).fill(bytes, new SplittableRandom(5));
        bytes.flip();
        double sum = 0;
        double squares = 0;
        double beyondTwo = 0;
        for (int i = 0; i < COUNT; i++) {
            double value = Float.intBitsToFloat(bytes.getShort() << 16);
            sum += value;
            squares += (value - 3) * (value - 3);
            beyondTwo += Math.abs(value - 3) > 4 ? 1 : 0;
        }
        assertThat(sum / COUNT).isCloseTo(3, within(0.02));
        assertThat(Math.sqrt(squares / COUNT)).isCloseTo(2, within(0.02));
        // 4.55 % of a normal distribution lie beyond two deviations.
        assertThat(beyondTwo / COUNT).isCloseTo(0.0455, within(0.004));
    }
}
