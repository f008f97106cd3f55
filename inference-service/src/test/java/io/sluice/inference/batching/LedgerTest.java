package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Policy;
import io.sluice.inference.decoding.Writer;
import io.sluice.inference.engine.ModelInfo;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final ModelInfo MODEL = new ModelInfo("m", 50, 1000, 10, "d", Set.of(), 100, 3);

    @Test
    void operationsAreTheSumOverPositions() {
        Random random = new Random(2);
        for (int trial = 0; trial < 100; trial++) {
            int from = random.nextInt(50);
            int to = from + random.nextInt(50);
            double expected = 0;
            for (int position = from; position < to; position++) {
                expected += 100 + 3.0 * position;
            }
            assertThat(Ledger.flops(MODEL, from, to)).isEqualTo(expected);
        }
    }

    @Test
    void reportsWhatWasWrittenDown() {
        Ledger ledger = new Ledger();
        ledger.read(MODEL, 0, 10, 4);
        ledger.read(MODEL, 10, 11, 1);
        ledger.largeAloneReads(MODEL, 0, 8);
        ledger.spent(1.5e9);
        ledger.spent(0.5e9);
        ledger.wrote(List.of(Writer.SMALL, Writer.LARGE, Writer.SMALL, Writer.SMALL), writer -> writer == Writer.SMALL ? "s" : "l");
        RoutingReport report = ledger.report(Requests.plan(Policy.RANDOM), false);
        assertThat(report.flops()).isEqualTo(Ledger.flops(MODEL, 0, 11));
        assertThat(report.flopsLargeOnly()).isEqualTo(Ledger.flops(MODEL, 0, 8));
        assertThat(report.cpuSeconds()).isEqualTo(2);
        assertThat(report.catchUpTokens()).isEqualTo(5);
        assertThat(report.switches()).isEqualTo(2);
        assertThat(report.largeShare()).isEqualTo(0.25);
        assertThat(report.tokensByModel()).containsEntry("s", 3).containsEntry("l", 1).hasSize(2);
        assertThat(report.escalated()).isNull();
        assertThat(report.features()).isNull();
        assertThat(ledger.usage(10)).isEqualTo(new Usage(10, 4));
    }

    @Test
    void anEmptyAnswerHasNoShare() {
        assertThat(new Ledger().report(Requests.plan(Policy.LARGE), true).largeShare()).isZero();
    }

    @Test
    void aPinnedLargeModelHasTheWholeShare() {
        Ledger ledger = new Ledger();
        ledger.wrote(Collections.nCopies(7, Writer.SMALL), writer -> "l");
        assertThat(ledger.report(Requests.pinned("l"), true).largeShare()).isOne();
        assertThat(ledger.report(Requests.pinned("l"), false).largeShare()).isZero();
    }

    @Test
    void ofSeveralDecisionsTheLargestScoreCounts() {
        Ledger ledger = new Ledger();
        ledger.decided(0.4, false);
        ledger.decided(0.9, true);
        ledger.decided(0.2, false);
        ledger.decided(Double.NaN, true);
        RoutingReport report = ledger.report(Requests.plan(Policy.CASCADE), false);
        assertThat(report.score()).isEqualTo(0.9);
        assertThat(report.escalated()).isTrue();
    }

    @Test
    void featuresThatAreNoNumbersAreNotReported() {
        Ledger ledger = new Ledger();
        ledger.probed(new double[] {1, 2, 3, Double.NaN, 5, 6});
        assertThat(ledger.report(Requests.plan(Policy.PROBE), false).features()).isNull();
        ledger.probed(new double[] {1, 2, 3, 4, 5, 6});
        assertThat(ledger.report(Requests.plan(Policy.PROBE), false).features()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    }
}
