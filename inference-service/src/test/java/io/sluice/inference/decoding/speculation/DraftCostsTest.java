package io.sluice.inference.decoding.speculation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DraftCostsTest {

    @Test
    void tokensOfARoundAreTheGeometricSum() {
        assertThat(DraftCosts.tokens(0.8, 3)).isCloseTo(2.952, within(1e-12));
        assertThat(DraftCosts.tokens(0.6, 3)).isCloseTo(2.176, within(1e-12));
        assertThat(DraftCosts.tokens(1, 5)).isEqualTo(6);
        assertThat(DraftCosts.tokens(0, 5)).isEqualTo(1);
        for (int drafts = 0; drafts < 9; drafts++) {
            assertThat(DraftCosts.tokens(0.7, drafts)).isCloseTo((1 - Math.pow(0.7, drafts + 1)) / 0.3, within(1e-12));
        }
    }

    @Test
    void tokensOfARoundAreWhatChanceGives() {
        SplittableRandom random = new SplittableRandom(3);
        long tokens = 0;
        for (int round = 0; round < 100_000; round++) {
            int accepted = 0;
            while (accepted < 4 && random.nextDouble() < 0.7) {
                accepted++;
            }
            tokens += accepted + 1;
        }
        assertThat(tokens / 100_000.0).isCloseTo(DraftCosts.tokens(0.7, 4), within(0.02));
    }

    @Test
    void speedUpIsTokensByCost() {
        assertThat(new DraftCosts(0.1, 0).speedUp(0.8, 3)).isCloseTo(2.952 / 1.3, within(1e-12));
        assertThat(new DraftCosts(0.1, 0.2).speedUp(0.8, 3)).isCloseTo(2.952 / 1.9, within(1e-12));
        assertThat(new DraftCosts(0.1, 0.2).speedUp(0.3, 0)).isEqualTo(1);
    }

    @Test
    void theBestLengthGrowsWithAcceptanceAndShrinksWithCost() {
        DraftCosts cheap = new DraftCosts(0.05, 0.05);
        assertThat(cheap.best(0.05, 7)).isZero();
        assertThat(cheap.best(0.3, 7)).isEqualTo(1);
        assertThat(cheap.best(0.7, 7)).isBetween(3, 5);
        assertThat(cheap.best(0.99, 7)).isEqualTo(7);
        DraftCosts dear = new DraftCosts(0.3, 0.3);
        assertThat(dear.best(0.59, 7)).isZero();
        assertThat(dear.best(0.61, 7)).isEqualTo(1);
        assertThat(new DraftCosts(0.6, 0.5).best(1, 7)).isZero();
        int before = 7;
        for (int percent = 100; percent >= 0; percent--) {
            int best = cheap.best(percent / 100.0, 7);
            assertThat(best).isLessThanOrEqualTo(before);
            before = best;
        }
    }

    @Test
    void besideOtherSequencesAFurtherRowIsDearer() {
        DraftCosts alone = new DraftCosts(0.1, 0.25);
        assertThat(alone.beside(1)).isEqualTo(alone);
        // Five rows take 2, so each bears 0.4.
        assertThat(alone.beside(5).row()).isCloseTo(0.25 / 0.4, within(1e-12));
        assertThat(alone.beside(5).draft()).isEqualTo(0.1);
        assertThat(alone.beside(1e9).row()).isCloseTo(1, within(1e-6));
        assertThat(new DraftCosts(0.1, 0).beside(8).row()).isZero();
    }

    @Test
    void costsThatAreNoCostsAreRefused() {
        assertThatThrownBy(() -> new DraftCosts(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DraftCosts(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DraftCosts(0.1, -0.1)).isInstanceOf(IllegalArgumentException.class);
    }
}
