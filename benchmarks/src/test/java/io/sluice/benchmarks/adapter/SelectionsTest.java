package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionsTest {

    private static SelectionRow row(String method, double ofOracle) {
        return new SelectionRow(method, 0.9 * ofOracle, 0.8, 0.95, ofOracle, null, null);
    }

    @Test
    void arrowOrMhrHasToComeNearTheOracle() {
        assertThat(new Selections(List.of(row("arrow", 0.5), row("mhr", 0.9))).met()).isTrue();
        assertThat(new Selections(List.of(row("arrow", 0.91), row("mhr", 0.2))).met()).isTrue();
        Selections missed = new Selections(List.of(row("arrow", 0.89), row("mhr", 0.89), row("nearest", 1), row("arrow: per token, best 1", 1)));
        assertThat(missed.met()).isFalse();
        assertThat(missed.table()).contains("missed: arrow or mhr at least 90 % of the oracle");
    }

    @Test
    void theBestSingleAdapterIsNamed() {
        assertThat(new Selections(List.of(new SelectionRow("best-single", 0.125, 0.1, 0.2, 0.13, null, "tail"))).table())
                .contains("best-single (tail)", "12.5 (10.0..20.0)", "0.130");
    }
}
