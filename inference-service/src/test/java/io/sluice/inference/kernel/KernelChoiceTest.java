package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {

    @ParameterizedTest
    @CsvSource({"128,128", "256,256", "512,512", "1024,512", "2048,512"})
    void takesTheWidestThatTheProcessorPrefers(int preferred, int expected) {
        assertThat(KernelChoice.choose(preferred, null)).isEqualTo(expected);
    }

    @Test
    void takesTheWidthThatIsAskedFor() {
        assertThat(KernelChoice.choose(512, "256")).isEqualTo(256);
        assertThat(KernelChoice.choose(256, "128")).isEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "64", "384", "wide", ""})
    void refusesAWidthThatTheMachineHasNot(String wanted) {
        assertThatThrownBy(() -> KernelChoice.choose(256, wanted))
                .isInstanceOf(KernelsUnavailableException.class)
                .hasMessageContaining(KernelChoice.PROPERTY).hasMessageContaining("at most 256");
    }

    @Test
    void refusesAMachineWithoutVectors() {
        assertThatThrownBy(() -> KernelChoice.choose(64, null))
                .isInstanceOf(KernelsUnavailableException.class).hasMessageContaining("64 bits");
    }

    @Test
    void namesTheKernelsInUse() {
        assertThat(KernelChoice.describe()).matches("vector-(128|256|512)");
        assertThat(new VectorKernels().name()).isEqualTo(KernelChoice.describe());
    }
}
