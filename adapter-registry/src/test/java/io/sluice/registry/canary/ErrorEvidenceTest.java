package io.sluice.registry.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorEvidenceTest {

    private static final double THRESHOLD = Math.log(200);

    @Test
    void isTheMeanOfLikelihoodRatios() {
        // π = 1/2, f = 1: odds 2, 4, 8, 16, 64 are chances of 2/3, 4/5, 8/9, 16/17, 64/65; one error each way.
        double byHand = 0;
        for (double odds : new double[] {2, 4, 8, 16, 64}) {
            double q = odds / (1 + odds);
            byHand += q / 0.5 * (1 - q) / 0.5 / 5;
        }

        assertThat(ErrorEvidence.besideActive(0.5, 1, 1, 1)).isCloseTo(Math.log(byHand), within(1e-12));
        assertThat(ErrorEvidence.besideActive(0.2, 1, 0, 0)).isCloseTo(0, within(1e-12));
    }

    @Test
    void aCanaryThatAlwaysFailsBesideASoundVersionIsKnownAfterFiveErrors() {
        assertThat(ErrorEvidence.besideActive(0.2, 1, 4, 0)).isLessThan(THRESHOLD);
        assertThat(ErrorEvidence.besideActive(0.2, 1, 5, 0)).isGreaterThan(THRESHOLD);
    }

    @Test
    void errorsOfTheActiveVersionSpeakForTheCanary() {
        assertThat(ErrorEvidence.besideActive(0.2, 1, 6, 24)).isNegative();
        assertThat(ErrorEvidence.besideActive(0.2, 3, 5, 0)).isLessThan(ErrorEvidence.besideActive(0.2, 1, 5, 0));
    }

    @Test
    void aloneItIsHeldAgainstARate() {
        assertThat(ErrorEvidence.alone(0.05, 1, 40)).isLessThan(THRESHOLD);
        assertThat(ErrorEvidence.alone(0.05, 8, 20)).isGreaterThan(THRESHOLD);
    }

    /** Ville's inequality, looked at after every request: at most 0.5 % of sound canaries; three standard errors of 2000 runs more. */
    @Test
    void aSoundCanaryIsHardlyEverBlamedHoweverOftenOneLooks() {
        SplittableRandom random = new SplittableRandom(20_261_121);
        int blamed = 0;
        for (int run = 0; run < 2000; run++) {
            int canary = 0;
            int active = 0;
            boolean alarm = false;
            for (int request = 0; request < 1500 && !alarm; request++) {
                boolean mine = random.nextDouble() < 0.2;
                if (random.nextDouble() < 0.1) {
                    canary += mine ? 1 : 0;
                    active += mine ? 0 : 1;
                    alarm = ErrorEvidence.besideActive(0.2, 1, canary, active) >= THRESHOLD;
                }
            }
            blamed += alarm ? 1 : 0;
        }

        assertThat(blamed).isLessThanOrEqualTo(10 + 10);
    }
}
