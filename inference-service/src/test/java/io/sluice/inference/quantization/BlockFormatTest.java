package io.sluice.inference.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BlockFormatTest {

    private static float[] block(float first, float second) {
        float[] x = new float[32];
        x[0] = first;
        x[17] = second;
        return x;
    }

    @Test
    void q40MeetsTheLargestWeightAndPutsElement16IntoTheFirstHighNibble() {
        byte[] quanta = new byte[16];
        float scale = BlockFormat.Q4_0.quantize(block(-4, 3.5f), 0, quanta, 0);
        assertThat(scale).isEqualTo(0.5f);
        assertThat(quanta[0]).isEqualTo((byte) 0x80);
        assertThat(quanta[1]).isEqualTo((byte) 0xF8);
        assertThat(BlockFormat.Q4_0.quantum(quanta, 0, 0)).isEqualTo(-8);
        assertThat(BlockFormat.Q4_0.quantum(quanta, 0, 17)).isEqualTo(7);
        assertThat(BlockFormat.Q4_0.quantum(quanta, 0, 31)).isZero();
    }

    @Test
    void q40TurnsTheScaleAroundForAPositiveExtreme() {
        byte[] quanta = new byte[16];
        float scale = BlockFormat.Q4_0.quantize(block(4, 3.5f), 0, quanta, 0);
        assertThat(scale).isEqualTo(-0.5f);
        assertThat(BlockFormat.Q4_0.quantum(quanta, 0, 0) * scale).isEqualTo(4);
        assertThat(BlockFormat.Q4_0.quantum(quanta, 0, 17) * scale).isEqualTo(3.5f);
    }

    @Test
    void q80IsWithinHalfAStep() {
        float[] x = new float[32];
        for (int i = 0; i < 32; i++) {
            x[i] = (float) Math.sin(i * 1.7) * 3;
        }
        byte[] quanta = new byte[40];
        float scale = BlockFormat.Q8_0.quantize(x, 0, quanta, 8);
        for (int i = 0; i < 32; i++) {
            assertThat(BlockFormat.Q8_0.quantum(quanta, 8, i) * scale).isCloseTo(x[i], within(scale * 0.55f));
        }
    }

    @Test
    void zerosAndWeightsBelowHalfPrecisionBecomeZero() {
        byte[] quanta = new byte[32];
        assertThat(BlockFormat.Q4_0.quantize(new float[32], 0, quanta, 0) * BlockFormat.Q4_0.quantum(quanta, 0, 3)).isZero();
        assertThat(BlockFormat.Q8_0.quantize(block(1e-20f, 0), 0, quanta, 0)).isZero();
        assertThat(BlockFormat.Q8_0.quantum(quanta, 0, 0)).isZero();
    }

    @Test
    void refusesWeightsThatHalfPrecisionCannotScale() {
        assertThatThrownBy(() -> BlockFormat.Q4_0.quantize(block(1e7f, 0), 0, new byte[16], 0))
                .isInstanceOf(ArithmeticException.class).hasMessageContaining("too large");
    }

    @Test
    void namesTheFormatsThatThereAre() {
        assertThat(BlockFormat.named("q4_0")).isEqualTo(BlockFormat.Q4_0);
        assertThat(BlockFormat.named("Q8_0")).isEqualTo(BlockFormat.Q8_0);
        assertThatThrownBy(() -> BlockFormat.named("q5_k")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no format q5_k; there are q4_0 and q8_0");
    }
}
