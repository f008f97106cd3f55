package io.sluice.benchmarks.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.scheduling.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictQualityTest {

    private static Played.Taken taken(Verdict verdict, boolean right) {
        return new Played.Taken("judge", Role.VERDICT, 0, 0, 0, verdict, right);
    }

    @Test
    void countsWhatWasPassedAndWhatShouldHaveBeen() {
        VerdictQuality quality = VerdictQuality.of(List.of(taken(Verdict.PASS, true), taken(Verdict.PASS, true), taken(Verdict.PASS, false),
                taken(Verdict.FAIL, true), taken(Verdict.UNSURE, true), taken(Verdict.FAIL, false)));
        assertThat(quality.judged()).isEqualTo(6);
        assertThat(quality.passed()).isEqualTo(3);
        assertThat(quality.unsure()).isEqualTo(1);
        assertThat(quality.precision()).isEqualTo(2 / 3.0, within(1e-12));
        assertThat(quality.recall()).isEqualTo(0.5);
    }

    @Test
    void whoPassesNothingIsNeverWrong() {
        assertThat(VerdictQuality.of(List.of(taken(Verdict.FAIL, false)))).isEqualTo(new VerdictQuality(1, 0, 0, 1, 1));
    }
}
