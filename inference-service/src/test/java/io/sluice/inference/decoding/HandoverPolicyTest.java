package io.sluice.inference.decoding;

import static io.sluice.inference.decoding.Trace.writers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandoverPolicyTest {

    private static final double[] DOSSIER = {.1, .2, 3, 3, 3, 3, 3, .1, .1, .1, .1, .1, .1, .1, 3, .1};

    @Test
    void publishedRuleReproducesTheDossiersTraces() {
        assertThat(writers(new PublishedHandover(1.5, 3, 2, Writer.SMALL), DOSSIER)).isEqualTo("SSSSLLLLLSSSSSSS");
        assertThat(writers(new PublishedHandover(1.5, 3, 6, Writer.SMALL), DOSSIER)).isEqualTo("SSSSSSLLLLLLSSSS");
    }

    @Test
    void infiniteThresholdsAreTheSmallModelAlone() {
        String small = "S".repeat(DOSSIER.length);
        assertThat(writers(new PublishedHandover(Double.POSITIVE_INFINITY, 3, 1, Writer.SMALL), DOSSIER)).isEqualTo(small);
        assertThat(writers(new CurrentHandover(Double.POSITIVE_INFINITY, 3, 1, 0), DOSSIER)).isEqualTo(small);
    }

    @Test
    void negativeThresholdsAreTheLargeModelAlone() {
        String large = "L".repeat(DOSSIER.length);
        assertThat(writers(new PublishedHandover(-1e-9, 3, 4, Writer.LARGE), DOSSIER)).isEqualTo(large);
        assertThat(writers(HandoverPolicy.byEntropy(dials(EntropyRule.PUBLISHED, -1)), DOSSIER)).isEqualTo(large);
        assertThat(writers(HandoverPolicy.byEntropy(dials(EntropyRule.CURRENT, -1)), DOSSIER)).isEqualTo(large);
        assertThat(writers(new CurrentHandover(-1e-9, 5, 7, 9), new double[] {0, 0, 0, 0})).isEqualTo("LLLL");
    }

    @Test
    void publishedRunsAreAtLeastTheMinimumExceptTheLast() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            int minRun = 1 + random.nextInt(8);
            PublishedHandover policy = new PublishedHandover(random.nextDouble(), 1 + random.nextInt(5), minRun,
                    random.nextBoolean() ? Writer.SMALL : Writer.LARGE);
            int[] runs = Trace.runs(writers(policy, entropies(random, 60)));
            for (int i = 0; i + 1 < runs.length; i++) {
                assertThat(runs[i]).isGreaterThanOrEqualTo(minRun);
            }
        }
    }

    @Test
    void largeShareDoesNotGrowWithTheThresholdOnAFixedTrace() {
        Random random = new Random(2);
        for (int trial = 0; trial < 200; trial++) {
            double[] entropies = entropies(random, 80);
            int window = 1 + random.nextInt(5);
            long published = Long.MAX_VALUE;
            long current = Long.MAX_VALUE;
            for (double threshold = -0.1; threshold < 1.1; threshold += 0.05) {
                long next = Trace.large(writers(new PublishedHandover(threshold, window, 1, Writer.SMALL), entropies));
                assertThat(next).isLessThanOrEqualTo(published);
                published = next;
                next = Trace.large(writers(new CurrentHandover(threshold, window, 1, 0), entropies));
                assertThat(next).isLessThanOrEqualTo(current);
                current = next;
            }
            assertThat(published).isZero();
            assertThat(current).isZero();
        }
    }

    @Test
    void currentRuleWritesTheUncertainTokenItself() {
        assertThat(writers(new CurrentHandover(.5, 1, 1, 0), DOSSIER)).isEqualTo("SSLLLLLSSSSSSSLS");
    }

    @Test
    void currentRuleKeepsTheLargeModelForItsMinimumRun() {
        assertThat(writers(new CurrentHandover(.5, 1, 3, 0), .1, 3, .1, .1, .1, 3, .1, 3, 3, .1)).isEqualTo("SLLLSLLLLS");
    }

    @Test
    void currentRuleLetsTheSmallModelCoolDown() {
        assertThat(writers(new CurrentHandover(.5, 1, 1, 3), .1, 3, .1, 3, 3, 3, .1)).isEqualTo("SLSSSLS");
    }

    @Test
    void coolDownDoesNotHoldBackTheFirstSwitch() {
        assertThat(writers(new CurrentHandover(.5, 1, 1, 5), 3, .1, .1)).isEqualTo("LSS");
    }

    @Test
    void currentRunsKeepTheirMinima() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            int minRun = 1 + random.nextInt(6);
            int coolDown = random.nextInt(6);
            String writers = writers(new CurrentHandover(random.nextDouble(), 1 + random.nextInt(4), minRun, coolDown),
                    entropies(random, 60));
            int[] runs = Trace.runs(writers);
            boolean large = writers.charAt(0) == 'L';
            for (int i = 0; i + 1 < runs.length; i++, large = !large) {
                int minimum = large ? minRun : i == 0 ? 1 : Math.max(1, coolDown);
                assertThat(runs[i]).as(writers).isGreaterThanOrEqualTo(minimum);
            }
        }
    }

    @Test
    void rollingMeanCoversPositionsTheSmallModelSkipped() {
        // w = 2: position 3 is decided on (2 + .2) / 2, although the small model never ran at position 2.
        assertThat(writers(new CurrentHandover(1, 2, 2, 0), .1, 3, 2, .2, .2)).isEqualTo("SLLLS");
        assertThat(writers(new CurrentHandover(1, 1, 2, 0), .1, 3, 2, .2, .2)).isEqualTo("SLLSS");
    }

    @Test
    void notANumberIsNeverAReasonForTheSmallModel() {
        assertThat(writers(new CurrentHandover(1e300, 1, 1, 0), .1, Double.NaN, .1)).isEqualTo("SLS");
        assertThat(writers(new PublishedHandover(1e300, 1, 1, Writer.SMALL), .1, Double.NaN, .1, .1)).isEqualTo("SSLS");
    }

    @Test
    void chanceKeepsItsShareAndRepeatsBySeed() {
        double[] any = new double[20_000];
        String writers = writers(new RandomHandover(.25, 4), any);
        assertThat(Trace.large(writers) / 20_000.0).isBetween(.24, .26);
        assertThat(writers(new RandomHandover(.25, 4), any)).isEqualTo(writers);
        assertThat(writers(new RandomHandover(.25, 5), any)).isNotEqualTo(writers);
        assertThat(writers(new RandomHandover(0, 4), any)).doesNotContain("L");
        assertThat(writers(new RandomHandover(1, 4), any)).doesNotContain("S");
    }

    @Test
    void saysWhatWasHeldAgainstTheThreshold() {
        CurrentHandover current = new CurrentHandover(.5, 1, 2, 0);
        current.observe(.7);
        assertThat(current.decidingEntropy()).hasValue(.7);
        current.wrote(0);
        assertThat(current.decidingEntropy()).as("the run began with it").hasValue(.7);
        PublishedHandover published = new PublishedHandover(.5, 2, 1, Writer.SMALL);
        assertThat(published.decidingEntropy()).isEmpty();
        published.wrote(.4);
        published.wrote(.8);
        assertThat(published.decidingEntropy()).hasValueCloseTo(.6, within(1e-12));
    }

    private static Dials dials(EntropyRule rule, double threshold) {
        return new Dials(rule, threshold, 5, 3, 2, 0, 0);
    }

    private static double[] entropies(Random random, int count) {
        return random.doubles(count).toArray();
    }
}
