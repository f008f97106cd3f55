package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import io.sluice.benchmarks.engine.model.ModelShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterServingTest {

    @Test
    void measuresEveryRankAndNumberOfAdapters(@TempDir Path cache) throws IOException {
        ModelCache models = new ModelCache(cache, ModelShape.tiny(), 1, _ -> { });
        models.prepare(List.of(Format.BF16), false);
        List<String> said = new ArrayList<>();
        List<AdapterRow> rows = new AdapterServing(new AdapterServing.Plan(
                models.folder(Format.BF16), List.of(2, 8), List.of(1, 3), 3, 2, 2), said::add).run();
        assertThat(rows).extracting(AdapterRow::rank).containsExactly(2, 2, 8, 8);
        assertThat(rows).extracting(AdapterRow::distinct).containsExactly(1, 3, 1, 3);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.adapterMegabytes()).isPositive();
            assertThat(row.tokensPerSecond()).isPositive();
            assertThat(row.bareTokensPerSecond()).isPositive();
            assertThat(row.worstRound()).isPositive().isLessThanOrEqualTo(row.ratioToBare());
            assertThat(row.met()).isTrue();
        });
        assertThat(said).contains("adapters of rank 8", "  round 2 of 2");
    }

    @Test
    void aMedianIsInTheMiddle() {
        assertThat(AdapterServing.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(AdapterServing.median(new double[] {4, 1, 2, 3})).isCloseTo(2.5, within(0.0));
    }
}
