package io.sluice.selection.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static Comparison.Chosen chosen(String job, String selector, long seed, @Nullable Double precision, long... ordinals) {
        return new Comparison.Chosen(job, selector, Map.of(), seed, ordinals, precision, null);
    }

    @Test
    void overlapsAreThoseOfTheSets() {
        SplittableRandom random = new SplittableRandom(1);
        for (int run = 0; run < 50; run++) {
            long[] one = random.longs(random.nextInt(40), 0, 50).distinct().sorted().toArray();
            long[] other = random.longs(random.nextInt(40), 0, 50).distinct().sorted().toArray();
            Set<Long> both = LongStream.of(one).boxed().collect(Collectors.toSet());
            Set<Long> either = new HashSet<>(both);
            both.retainAll(LongStream.of(other).boxed().toList());
            LongStream.of(other).forEach(either::add);

            Comparison.Overlap overlap = Comparison.of(List.of(chosen("a", "x", 1, null, one), chosen("b", "y", 1, null, other))).overlaps().getFirst();
            assertThat(overlap.shared()).isEqualTo(both.size());
            assertThat(overlap.jaccard()).isCloseTo(either.isEmpty() ? 1 : (double) both.size() / either.size(), within(1e-12));
        }
    }

    @Test
    void seedsOfOneSelectorAreTakenTogether() {
        Comparison comparison = Comparison.of(List.of(chosen("a", "dsir", 1, 0.8, 1, 2), chosen("b", "dsir", 2, 1.0, 2, 3), chosen("c", "random", 1, null, 9)));

        assertThat(comparison.overlaps()).hasSize(3);
        assertThat(comparison.selectors()).hasSize(2);
        assertThat(comparison.selectors().getFirst().precision()).isNotNull();
        assertThat(comparison.selectors().getFirst().precision().mean()).isCloseTo(0.9, within(1e-12));
        assertThat(comparison.selectors().getLast().precision()).isNull();
        assertThat(comparison.selections()).extracting(Comparison.Selection::selected).containsExactly(2L, 2L, 1L);
    }
}
