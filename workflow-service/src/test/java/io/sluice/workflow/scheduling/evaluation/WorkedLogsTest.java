package io.sluice.workflow.scheduling.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WorkedLogsTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    /** Contexts 0 and 1, actions a and b; the candidate takes b with 0.8 and 0.9; q(0,·) = 0.7, 0.6 and q(1,·) = 0.4, 0.8. */
    private static final double V0 = 0.2 * 0.7 + 0.8 * 0.6;
    private static final double V1 = 0.1 * 0.4 + 0.9 * 0.8;
    private static final List<Logged> LOG = List.of(
            new Logged(0.8, 0.2, 1, 0.7, V0), new Logged(0.2, 0.8, 0, 0.6, V0), new Logged(0.5, 0.1, 0, 0.4, V1),
            new Logged(0.5, 0.9, 1, 0.8, V1), new Logged(0.2, 0.8, 1, 0.6, V0), new Logged(0.5, 0.1, 1, 0.4, V1));

    @Test
    void singleDecisionsGiveTheWorkedEstimates() {
        assertThat(LOG.stream().map(Logged::weight)).usingElementComparator((one, other) -> Math.abs(one - other) < 1e-12 ? 0 : 1)
                .containsExactly(0.25, 4.0, 0.2, 1.8, 4.0, 0.2);
        assertThat(Logged.ips(LOG)).isEqualTo(1.041667, CLOSE);
        assertThat(Logged.snips(LOG)).isEqualTo(0.598086, CLOSE);
        assertThat(Logged.direct(LOG)).isEqualTo(0.69, CLOSE);
        assertThat(Logged.doublyRobust(LOG)).isEqualTo(0.635833, CLOSE);
        assertThat(Logged.effective(LOG.stream().mapToDouble(Logged::weight).toArray())).isEqualTo(3.086342, CLOSE);
    }

    @Test
    void runsGiveTheWorkedEstimates() {
        Trajectory one = new Trajectory(List.of(new Logged(0.5, 0.8, -0.1, 0.4, 0.5), new Logged(0.5, 0.9, 1, 0.8, 0.75)));
        Trajectory other = new Trajectory(List.of(new Logged(0.5, 0.2, -0.1, 0.3, 0.5), new Logged(0.25, 0.5, 0, 0.2, 0.3)));
        assertThat(one.importance(0.95)).isEqualTo(2.448, CLOSE);
        assertThat(other.importance(0.95)).isEqualTo(-0.08, CLOSE);
        assertThat(one.perDecision(0.95)).isEqualTo(2.576, CLOSE);
        assertThat(other.perDecision(0.95)).isEqualTo(-0.04, CLOSE);
        assertThat(one.doublyRobust(0.95)).isEqualTo(1.3872, CLOSE);
        assertThat(other.doublyRobust(0.95)).isEqualTo(0.302, CLOSE);
    }

    @Test
    void aCandidateThatIsWhatLoggedEarnsWhatWasEarned() {
        List<Logged> own = LOG.stream().map(each -> new Logged(each.propensity(), each.propensity(), each.reward(), each.q(), each.v())).toList();
        double mean = own.stream().mapToDouble(Logged::reward).average().orElseThrow();
        assertThat(Logged.ips(own)).isEqualTo(mean, CLOSE);
        assertThat(Logged.snips(own)).isEqualTo(mean, CLOSE);
        assertThat(new Trajectory(own).perDecision(1)).isEqualTo(new Trajectory(own).earned(1), CLOSE);
    }

    @Test
    void estimatesDoNotDependOnTheOrder() {
        List<Logged> shuffled = new ArrayList<>(LOG);
        Collections.shuffle(shuffled, new Random(4));
        assertThat(Logged.ips(shuffled)).isEqualTo(Logged.ips(LOG), CLOSE);
        assertThat(Logged.doublyRobust(shuffled)).isEqualTo(Logged.doublyRobust(LOG), CLOSE);
    }

    @Test
    void anExactModelOfCertainOutcomesLeavesNoVariance() {
        Trajectory exact = new Trajectory(List.of(new Logged(0.3, 0.9, -0.2, 0.8, 0.78), new Logged(0.5, 0.1, 1, 1, 1)));
        Trajectory other = new Trajectory(List.of(new Logged(0.7, 0.1, -0.4, 0.6, 0.78), new Logged(0.5, 0.9, 1, 1, 1)));
        assertThat(exact.doublyRobust(1)).isEqualTo(other.doublyRobust(1), CLOSE).isEqualTo(0.78, CLOSE);
    }
}
