package io.sluice.benchmarks.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HooksBenchmarkTest {

    @Test
    void hooksThatDoNothingLeaveEveryBitAsItIs() {
        HooksResult result = new HooksBenchmark(Path.of("../models/sluice-large"), 2, 1).run();
        assertThat(result.rows()).hasSize(10).allMatch(HooksResult.Row::same).allMatch(row -> row.ratio() > 0);
        assertThat(result.same()).isTrue();
    }
}
