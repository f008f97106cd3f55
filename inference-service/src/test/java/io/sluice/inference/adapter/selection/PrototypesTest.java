package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.kernel.LowRankFactors;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrototypesTest {

    private static LowRankFactors random(int rank, SplittableRandom random) {
        return new LowRankFactors(Library.numbers(rank * 18, random), Library.numbers(11 * rank, random), 18, rank, 11);
    }

    /** Also of a rank above what the product can have. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 11, 14})
    void theWholeSpectrumLengthensAsTheProductDoes(int rank) {
        SplittableRandom random = new SplittableRandom(rank);
        LowRankFactors factors = random(rank, random);
        float[] x = Library.numbers(18, random);
        double found = Prototypes.amplified(WholeSpectrum.of(factors), 18, x, 0) / Prototypes.length(x, 0, 18);
        assertThat(found).isCloseTo(ProductLength.of(factors, x), within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofRankOneItIsTheFirstDirection(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LowRankFactors factors = random(1, random);
        float[] x = Library.numbers(18, random);
        assertThat(Prototypes.amplified(WholeSpectrum.of(factors), 18, x, 0))
                .isCloseTo(Prototypes.amplified(TopDirection.of(factors), 18, x, 0), within(1e-5));
    }
}
