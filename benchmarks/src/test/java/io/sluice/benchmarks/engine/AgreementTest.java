package io.sluice.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.benchmarks.engine.contender.TopLogits;
import io.sluice.benchmarks.engine.model.Format;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

    private static final TopLogits REFERENCE = new TopLogits(new int[] {7, 3, 9}, new float[] {5, 4.9f, 2});

    private static Agreement compare(TopLogits told) {
        return Agreement.of(Format.Q4_0, EngineName.SLUICE, List.of(told), EngineName.LLAMA_CPP, List.of(REFERENCE));
    }

    @Test
    void theSameTokenAgrees() {
        Agreement agreement = compare(new TopLogits(new int[] {7, 3, 9}, new float[] {5.1f, 4.8f, 2}));
        assertThat(agreement.same()).isEqualTo(1);
        assertThat(agreement.difference()).isCloseTo(0.1, within(1e-5));
        assertThat(agreement.agreed()).isTrue();
    }

    @Test
    void tokensNearlyAsLikelyMayComeInEitherOrder() {
        Agreement agreement = compare(new TopLogits(new int[] {3, 7, 9}, new float[] {5, 4.9f, 2}));
        assertThat(agreement.same()).isZero();
        assertThat(agreement.nearTies()).isEqualTo(1);
        assertThat(agreement.agreed()).isTrue();
    }

    @Test
    void anotherTokenDisagrees() {
        assertThat(compare(new TopLogits(new int[] {9, 7, 3}, new float[] {5, 5, 4.9f})).agreed()).isFalse();
        assertThat(compare(new TopLogits(new int[] {1, 2, 4}, new float[] {5, 4, 3})).agreed()).isFalse();
    }

    @Test
    void theSameTokenWithAnotherLogitDisagrees() {
        assertThat(compare(new TopLogits(new int[] {7, 3, 9}, new float[] {6, 4.9f, 2})).agreed()).isFalse();
    }

    @Test
    void nothingCanNotBeCompared() {
        assertThatThrownBy(() -> Agreement.of(Format.BF16, EngineName.JLAMA, List.of(), EngineName.LLAMA_CPP, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
