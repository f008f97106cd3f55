package io.sluice.benchmarks.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConstraintBenchmarkTest {

    @Test
    void everySampleIsCompiledAndReadToItsEnd() {
        ConstraintBenchmark.Result result = new ConstraintBenchmark(4_000, 7).run(60, 5, 8);
        assertThat(result.refused()).isZero();
        assertThat(result.compile().count()).isEqualTo(60);
        assertThat(result.mask().count()).isEqualTo(result.accept().count()).isGreaterThan(60 * 10);
    }

    @Test
    void theVocabularyIsTheSameForTheSameSeedAndSpellsEveryByte() {
        byte[][] tokens = SyntheticVocabulary.of(4_000, 7);
        assertThat(Arrays.deepEquals(tokens, SyntheticVocabulary.of(4_000, 7))).isTrue();
        for (int b = 0; b < 256; b++) {
            assertThat(tokens[b]).containsExactly((byte) b);
        }
    }

    @Test
    void quantilesAreThoseOfTheSortedList() {
        Latencies latencies = new Latencies();
        for (int i = 100; i >= 1; i--) {
            latencies.add(i * 1_000L);
        }
        Latencies.Summary summary = latencies.summary();
        assertThat(summary.p50()).isEqualTo(51);
        assertThat(summary.p99()).isEqualTo(100);
        assertThat(summary.max()).isEqualTo(100);
        assertThat(summary.mean()).isEqualTo(50.5);
    }
}
