package io.sluice.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static Trend trend(IntToDoubleFunction heap) {
        List<Vitals> looks = IntStream.range(0, 41).mapToObj(i -> new Vitals(5 * i, 300, heap.applyAsDouble(i), 1, 30, 40, 1, 1, 0, 0, 0)).toList();
        return Trend.of("heap", "MB", 3, looks, Vitals::heapMb);
    }

    @Test
    void whatGrowsInTheSecondHalfIsSeen() {
        Trend leak = trend(i -> 50 + 0.25 * i);
        assertThat(leak.growth()).isCloseTo(5, offset(1e-9));
        assertThat(leak.at()).isCloseTo(57.5, offset(1e-9));
        assertThat(leak.steady()).isFalse();
    }

    @Test
    void whatGrowsWhileItWarmsUpAndPeaksAreNoLeak() {
        assertThat(trend(i -> Math.min(20, i)).steady()).isTrue();
        assertThat(trend(i -> i % 7 == 0 ? 90 : 50).growth()).isZero();
        assertThat(trend(i -> 90 - i).steady()).as("what shrinks").isTrue();
    }

    @Test
    void oneFigureThatGrowsFailsTheRun() {
        List<Vitals> looks = IntStream.range(0, 40).mapToObj(i -> new Vitals(5 * i, 300, 50, 1, 30 + i, 40, 1, 1, 0, 0, 0)).toList();
        assertThat(Trend.all(looks)).filteredOn(trend -> !trend.steady()).extracting(Trend::name).containsExactly("threads");
        SoakResult result = new SoakResult(200, 40, Map.of(), List.of(), looks, Trend.all(looks), looks.getLast(), true);
        assertThat(result.passed()).isFalse();
        assertThat(SoakReporter.text(result)).contains("NOT STEADY").endsWith("failed\n");
    }
}
