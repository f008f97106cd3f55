package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.Q8ByteBufferTensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("rawtypes")
class BlockTensorTest {

    private final RandomRows random = new RandomRows(22);
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void keepsEveryIntegerAndRoundsScalesToHalfPrecision() {
        FloatBufferTensor f32 = random.direct(70, 96);
        keeps(new Q4ByteBufferTensor(f32), new BlockTensor(DType.Q4, 70, 96, arena));
        keeps(new Q8ByteBufferTensor(f32), new BlockTensor(DType.I8, 70, 96, arena));
    }

    private static void keeps(AbstractTensor source, BlockTensor blocks) {
        blocks.fill(0, source);
        FloatBufferTensor scales = source instanceof Q4ByteBufferTensor q4
                ? q4.getBlockF() : ((Q8ByteBufferTensor) source).getBlockF();
        for (int row = 0; row < 70; row++) {
            for (int k = 0; k < 96; k++) {
                float scale = scales.get(row, k / 32);
                assertThat(blocks.quantum(row, k)).isEqualTo(Math.round(source.get(row, k) / scale));
                assertThat(blocks.scale(row, k / 32)).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(scale)));
                assertThat(blocks.get(row, k)).isEqualTo(blocks.quantum(row, k) * blocks.scale(row, k / 32));
            }
        }
    }

    @Test
    void putsMatricesOneBelowTheOther() {
        Q4ByteBufferTensor upper = new Q4ByteBufferTensor(random.direct(3, 64));
        Q4ByteBufferTensor lower = new Q4ByteBufferTensor(random.direct(66, 64));
        BlockTensor both = new BlockTensor(DType.Q4, 69, 64, arena);
        both.fill(0, upper);
        both.fill(3, lower);
        BlockTensor alone = new BlockTensor(DType.Q4, 66, 64, arena);
        alone.fill(0, lower);
        assertThat(RandomRows.row(both, 68)).containsExactly(RandomRows.row(alone, 65));
    }

    @Test
    void takesItsOwnTypeAndWidthOnly() {
        BlockTensor q4 = new BlockTensor(DType.Q4, 4, 64, arena);
        assertThatThrownBy(() -> q4.fill(0, random.direct(4, 64))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> q4.fill(0, new Q8ByteBufferTensor(random.direct(4, 64))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> q4.fill(0, new Q4ByteBufferTensor(random.direct(4, 32))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesScalesThatAreNotFiniteInHalfPrecisionAndSaysWhere() {
        FloatBufferTensor f32 = random.direct(4, 64);
        f32.set(1e8f, 2, 40);
        BlockTensor q4 = new BlockTensor(DType.Q4, 4, 64, arena);
        assertThatThrownBy(() -> q4.fill(0, new Q4ByteBufferTensor(f32)))
                .isInstanceOf(WeightTensor.NotFiniteException.class).hasMessageContaining("row 2, block 1");
    }
}
