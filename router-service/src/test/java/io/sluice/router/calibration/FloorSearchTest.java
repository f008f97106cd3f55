package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.router.calibration.FloorSearch.Candidate;
import io.sluice.router.calibration.FloorSearch.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloorSearchTest {

    @Test
    void choosesTheLaxestBeforeTheFirstFailure() {
        double[] large = answers(1000, 0);
        List<Candidate<String>> candidates = List.of(
                new Candidate<>("strict", answers(1000, 0)), new Candidate<>("middle", answers(1000, 10)),
                new Candidate<>("lax", answers(1000, 200)), new Candidate<>("lucky", answers(1000, 0)));
        assertThat(FloorSearch.run(candidates, large, .95, .05))
                .isInstanceOfSatisfying(Verdict.Certified.class, verdict -> assertThat(verdict.setting()).isEqualTo("middle"));
    }

    @Test
    void saysHowManyLabelsAreMissing() {
        List<Candidate<String>> candidates = List.of(new Candidate<>("strict", answers(20, 0)));
        assertThat(FloorSearch.run(candidates, answers(20, 0), .97, .05))
                .isInstanceOfSatisfying(Verdict.NotEnoughLabels.class, verdict -> assertThat(verdict.labelsNeeded()).isGreaterThan(20));
    }

    @Test
    void saysWhenNoLabelsWouldDo() {
        List<Candidate<String>> candidates = List.of(new Candidate<>("strict", answers(200, 60)));
        assertThat(FloorSearch.run(candidates, answers(200, 0), .95, .05)).isInstanceOf(Verdict.OutOfReach.class);
    }

    /** {@code wrong} of the answers are wrong, spread evenly. */
    private static double[] answers(int n, int wrong) {
        double[] answers = new double[n];
        Arrays.fill(answers, 1);
        for (int i = 0; i < wrong; i++) {
            answers[(int) ((long) i * n / wrong)] = 0;
        }
        return answers;
    }
}
