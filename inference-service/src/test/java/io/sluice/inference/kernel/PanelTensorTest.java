package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.BFloat16BufferTensor;
import com.github.tjake.jlama.tensor.Float16BufferTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelTensorTest {

    private final RandomRows random = new RandomRows(14);
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void keepsEveryElementOfEveryType() {
        FloatBufferTensor f32 = random.direct(70, 9);
        BFloat16BufferTensor bf16 = new BFloat16BufferTensor(f32);
        Float16BufferTensor f16 = new Float16BufferTensor(f32);
        PanelTensor fromF32 = new PanelTensor(DType.F32, 70, 9, arena);
        PanelTensor fromF16 = new PanelTensor(DType.F32, 70, 9, arena);
        PanelTensor widened = new PanelTensor(DType.F32, 70, 9, arena);
        PanelTensor kept = new PanelTensor(DType.BF16, 70, 9, arena);
        fromF32.fill(0, f32);
        fromF16.fill(0, f16);
        widened.fill(0, bf16);
        kept.fill(0, bf16);
        for (int row = 0; row < 70; row++) {
            assertThat(RandomRows.row(fromF32, row)).containsExactly(RandomRows.row(f32, row));
            assertThat(RandomRows.row(fromF16, row)).containsExactly(RandomRows.row(f16, row));
            assertThat(RandomRows.row(widened, row)).containsExactly(RandomRows.row(bf16, row));
            assertThat(RandomRows.row(kept, row)).containsExactly(RandomRows.row(bf16, row));
        }
    }

    @Test
    void putsMatricesOneBelowTheOther() {
        FloatBufferTensor upper = random.direct(3, 4);
        FloatBufferTensor lower = random.direct(66, 4);
        PanelTensor both = new PanelTensor(DType.F32, 69, 4, arena);
        both.fill(0, upper);
        both.fill(3, lower);
        assertThat(RandomRows.row(both, 2)).containsExactly(RandomRows.row(upper, 2));
        assertThat(RandomRows.row(both, 68)).containsExactly(RandomRows.row(lower, 65));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWhatIsNotFiniteAndSaysWhere(float bad) {
        FloatBufferTensor f32 = random.direct(5, 6);
        f32.set(bad, 3, 4);
        PanelTensor f32Panels = new PanelTensor(DType.F32, 5, 6, arena);
        PanelTensor bf16Panels = new PanelTensor(DType.BF16, 5, 6, arena);
        String place = "row 3, column 4 is not a finite number";
        assertThatThrownBy(() -> f32Panels.fill(0, f32)).hasMessage(place);
        assertThatThrownBy(() -> f32Panels.fill(0, new Float16BufferTensor(f32))).hasMessage(place);
        assertThatThrownBy(() -> f32Panels.fill(0, new BFloat16BufferTensor(f32))).hasMessage(place);
        assertThatThrownBy(() -> bf16Panels.fill(0, new BFloat16BufferTensor(f32))).hasMessage(place);
    }

    @Test
    void holdsF32AndBf16Only() {
        assertThatThrownBy(() -> new PanelTensor(DType.I8, 1, 1, arena))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("I8");
        PanelTensor bf16 = new PanelTensor(DType.BF16, 5, 6, arena);
        assertThatThrownBy(() -> bf16.fill(0, random.direct(5, 6))).isInstanceOf(IllegalArgumentException.class);
    }
}
