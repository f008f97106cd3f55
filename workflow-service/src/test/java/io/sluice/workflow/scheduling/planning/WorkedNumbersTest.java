package io.sluice.workflow.scheduling.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.scheduling.planning.Pruning.Candidate;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WorkedNumbersTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    @Test
    void aThinMeanLeansOnItsParent() {
        BackOff backOff = new BackOff(10);
        double child = backOff.of(40, 40 * 0.7, 0.5);
        assertThat(child).isEqualTo(0.66, CLOSE);
        assertThat(backOff.of(3, 3 * 0.2, child)).isEqualTo(0.553846, CLOSE);
        assertThat(backOff.of(0, 0, 0.3)).isEqualTo(0.3, CLOSE);
        assertThat(backOff.of(1e9, 1e9 * 0.7, 0)).isEqualTo(0.7, CLOSE);
    }

    @Test
    void boundsShrinkAsSlowlyAsTheyMust() {
        Pruning pruning = new Pruning(0.05, 20);
        assertThat(pruning.radius(5, 20, 1)).isEqualTo(0.54733, within(1e-5));
        assertThat(pruning.radius(5, 50, 1)).isEqualTo(0.37169, within(1e-5));
        assertThat(pruning.radius(5, 100, 1)).isEqualTo(0.2757, within(1e-5));
        assertThat(pruning.radius(5, 200, 1)).isEqualTo(0.20364, within(1e-5));
        assertThat(pruning.radius(5, 500, 1)).isEqualTo(0.13572, within(1e-5));
    }

    @Test
    void leavesOutWhatIsWorseWithConfidenceAndNothingElse() {
        Pruning pruning = new Pruning(0.05, 20);
        Candidate good = new Candidate("good", 0.9, 500);
        Candidate bad = new Candidate("bad", 0.1, 500);
        Candidate fresh = new Candidate("fresh", 0.1, 19);
        assertThat(pruning.keep(List.of(good, bad, fresh), 1)).containsExactly(good, fresh);
        assertThat(pruning.keep(List.of(good, new Candidate("near", 0.7, 500), bad), 1)).extracting(Candidate::action)
                .containsExactly("good", "near");
    }

    @Test
    void twoActionsAlwaysStay() {
        Pruning pruning = new Pruning(0.05, 20);
        Candidate good = new Candidate("good", 0.9, 5_000);
        Candidate worst = new Candidate("worst", 0.1, 5_000);
        Candidate bad = new Candidate("bad", 0.2, 5_000);
        assertThat(pruning.keep(List.of(worst, good, bad), 1)).containsExactly(good, bad);
        assertThat(pruning.keep(List.of(good, worst), 1)).containsExactly(good, worst);
    }

    @Test
    void safeImprovementChangesOnlyWhatIsKnown() {
        double[] baseline = {0.5, 0.3, 0.15, 0.05};
        double[] q = {0.2, 0.6, 0.9, 0.1};
        long[] tries = {100, 80, 4, 2};
        assertThat(Spibb.improve(baseline, q, tries, 10)).containsExactly(new double[] {0, 0.8, 0.15, 0.05}, within(1e-12));
        assertThat(Spibb.improveAtMost(baseline, q, tries, 10)).containsExactly(new double[] {0, 0.85, 0.15, 0}, within(1e-12));
        assertThat(Spibb.improve(baseline, q, tries, 1_000)).containsExactly(baseline);
        assertThat(Spibb.improveAtMost(baseline, q, tries, 1_000)).containsExactly(baseline);
    }

    @Test
    void scarceMoneyWeighsMore() {
        double[] costs = {1.4, 1.2, 0.9, 1, 0.7};
        double[] expected = {0.2, 0.3, 0.25, 0.25, 0.1};
        double mu = 0;
        for (int i = 0; i < costs.length; i++) {
            mu = CostWeight.online(mu, 0.5, costs[i], 1);
            assertThat(mu).isEqualTo(expected[i], CLOSE);
        }
        assertThat(CostWeight.within(2, weight -> 6 / weight)).isEqualTo(3, CLOSE);
        assertThat(CostWeight.within(7, weight -> 6 / weight)).isEqualTo(1);
    }
}
