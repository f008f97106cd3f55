package io.sluice.inference.decoding.speculation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class DraftLengthTest {

    private static final DraftCosts COSTS = new DraftCosts(0.15, 0.15);

    /** What an answer came to when the draft at a position was accepted exactly where {@code good} says so. */
    private record Run(int tokens, int drafted, int accepted, int idleDrafts, double cost) {

        double speedUp() {
            return tokens / cost;
        }
    }

    private static Run run(DraftLength length, DraftCosts costs, int tokens, IntPredicate good) {
        int written = 0;
        int drafted = 0;
        int acceptedAll = 0;
        int late = 0;
        double cost = 0;
        while (written < tokens) {
            int drafts = length.next();
            drafted += drafts;
            cost += 1 + drafts * (costs.draft() + costs.row());
            int accepted = 0;
            while (accepted < drafts && good.test(written + accepted)) {
                accepted++;
            }
            acceptedAll += accepted;
            late += written >= 16 ? drafts - accepted : 0;
            if (drafts == 0) {
                length.wroteAlone();
            } else {
                length.checked(accepted, accepted < drafts);
            }
            written += accepted + 1;
        }
        return new Run(written, drafted, acceptedAll, late, cost);
    }

    @Test
    void draftsAsFarAsItGoesWhereEverythingIsAccepted() {
        DraftLength length = new DraftLength(COSTS, 7);
        Run run = run(length, COSTS, 400, position -> true);
        assertThat(length.next()).isEqualTo(7);
        assertThat(length.acceptance()).isGreaterThan(0.99);
        assertThat(run.accepted()).isEqualTo(run.drafted());
        assertThat(run.speedUp()).isGreaterThan(0.93 * COSTS.speedUp(1, 7));
    }

    @Test
    void costsLittleWhereEverythingIsRefused() {
        DraftLength length = new DraftLength(COSTS, 7);
        Run run = run(length, COSTS, 512, position -> false);
        assertThat(run.accepted()).isZero();
        // After the first rounds: one try after pauses of 16, 32, 64, 128 and 256 tokens.
        assertThat(run.idleDrafts()).isEqualTo(5);
        assertThat(run.speedUp()).isGreaterThan(0.98);
        Run longer = run(length, COSTS, 8192, position -> false);
        assertThat(longer.drafted()).isBetween(8192 / 256 - 1, 8192 / 256 + 1);
    }

    @Test
    void findsBackAfterABadStretch() {
        DraftLength length = new DraftLength(COSTS, 7);
        run(length, COSTS, 60, position -> false);
        assertThat(length.next()).isZero();
        Run after = run(length, COSTS, 300, position -> true);
        assertThat(after.speedUp()).isGreaterThan(1.5);
        assertThat(length.next()).isEqualTo(7);
    }

    @Test
    void aGoodStretchMakesTheNextPauseShortAgain() {
        DraftLength length = new DraftLength(COSTS, 7);
        run(length, COSTS, 200, position -> false);
        run(length, COSTS, 400, position -> true);
        while (length.next() > 0) {
            length.checked(0, true);
        }
        assertThat(pause(length)).isEqualTo(16);
        length.checked(0, true);
        assertThat(pause(length)).isEqualTo(32);
    }

    private static int pause(DraftLength length) {
        int pause = 0;
        while (length.next() == 0) {
            length.wroteAlone();
            pause++;
        }
        assertThat(length.next()).isEqualTo(1);
        return pause;
    }

    @Test
    void comesCloseToTheBestFixedLengthWhateverTheAcceptance() {
        for (double acceptance : new double[] {0.2, 0.5, 0.7, 0.8, 0.9, 0.97}) {
            SplittableRandom random = new SplittableRandom(9);
            Run run = run(new DraftLength(COSTS, 7), COSTS, 20_000, position -> random.nextDouble() < acceptance);
            double best = COSTS.speedUp(acceptance, COSTS.best(acceptance, 7));
            assertThat(run.speedUp()).as("at acceptance %s, best %s", acceptance, best).isGreaterThan(0.93 * best);
            assertThat(run.speedUp()).isGreaterThan(0.97);
        }
    }

    @Test
    void theAcceptanceIsAMeanThatForgets() {
        DraftLength length = new DraftLength(new DraftCosts(0.01, 0), 7);
        length.checked(2, true);
        assertThat(length.acceptance()).isCloseTo((0.75 * 3 + 2) / 6, within(1e-12));
        run(length, COSTS, 500, position -> true);
        double before = length.acceptance();
        length.checked(0, true);
        assertThat(length.acceptance()).isCloseTo(before * 31 / 32, within(1e-12));
    }

    @Test
    void neverDraftsWhatCanNeverPay() {
        DraftLength length = new DraftLength(new DraftCosts(0.8, 0.3), 7);
        for (int i = 0; i < 1000; i++) {
            assertThat(length.next()).isZero();
            length.wroteAlone();
        }
    }

    @Test
    void triesSingleDraftsFirstWhereOnlyAVeryGoodAcceptancePays() {
        DraftCosts dear = new DraftCosts(0.5, 0.35);
        DraftLength length = new DraftLength(dear, 7);
        assertThat(length.next()).isEqualTo(1);
        length.checked(0, true);
        assertThat(pause(length)).isEqualTo(16);
        run(length, dear, 200, position -> true);
        assertThat(length.next()).isEqualTo(7);
    }
}
