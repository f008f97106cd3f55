package io.sluice.selection.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import io.sluice.contracts.selection.PipelineRequest.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Verdict USUAL = new Verdict(Judging.usual("held-out", "others"));

    private static Answers answers(int both, int won, int lost, int neither) {
        List<Boolean> candidate = new ArrayList<>();
        List<Boolean> incumbent = new ArrayList<>();
        int[] counts = {both, won, lost, neither};
        for (int kind = 0; kind < counts.length; kind++) {
            for (int i = 0; i < counts[kind]; i++) {
                candidate.add(kind < 2);
                incumbent.add(kind == 0 || kind == 2);
            }
        }
        return new Answers(candidate, incumbent, 0);
    }

    private static Judgement judge(Verdict verdict, Answers target, @Nullable Answers others) {
        return verdict.of("base:letters@2", "base", target, others);
    }

    @Test
    void aClearGainWithoutALossElsewhereIsBetter() {
        Judgement judgement = judge(USUAL, answers(5, 60, 5, 130), answers(190, 1, 2, 7));

        assertThat(judgement).isInstanceOf(Judgement.Better.class);
        assertThat(judgement.figures().target().gain()).isCloseTo(0.275, within(1e-12));
        assertThat(judgement.figures().target().gainAtLeast()).isBetween(0.15, 0.26);
        assertThat(judgement.sentence()).startsWith("base:letters@2 answers 65 of 200 held-out questions right, base answers 10; the gain is 27.5 points, "
                + "with 95 % confidence at least 19.9 points; ").contains("of 200 other questions it answers 191 right, before it were 192");
    }

    @Test
    void whatMayBeLuckIsNoBetter() {
        Judgement judgement = judge(USUAL, answers(50, 8, 3, 39), answers(190, 1, 2, 7));

        assertThat(judgement).isInstanceOf(Judgement.NoBetter.class);
        assertThat(judgement.sentence()).endsWith("and it has to be more than 0.0 points");
        assertThat(judge(USUAL, answers(0, 0, 0, 0), null)).isInstanceOf(Judgement.NoBetter.class);
    }

    @Test
    void whatIsLostElsewhereCountsAgainstIt() {
        Judgement judgement = judge(USUAL, answers(5, 60, 5, 130), answers(150, 0, 30, 20));

        assertThat(judgement).isInstanceOf(Judgement.WorseElsewhere.class);
        assertThat(judgement.sentence()).endsWith("and it may lose less than 5.0 points");
        // So does what isn't known well enough.
        assertThat(judge(USUAL, answers(5, 60, 5, 130), answers(20, 0, 0, 0))).isInstanceOf(Judgement.WorseElsewhere.class);
        assertThat(judge(USUAL, answers(5, 60, 5, 130), null)).isInstanceOf(Judgement.Better.class);
    }

    @Test
    void aMinimumGainHasToBeExceededForSure() {
        Verdict demanding = new Verdict(new Judging("held-out", null, 0.95, 0.18, 0.05, 400, Match.EXACT, 16));

        assertThat(judge(demanding, answers(5, 60, 5, 130), null)).isInstanceOf(Judgement.Better.class);
        assertThat(judge(demanding, answers(5, 48, 5, 142), null)).isInstanceOf(Judgement.NoBetter.class);
    }

    /** All outcomes of twelve questions: one that gains nothing is promoted with a chance of 0.05 at most, however much it differs. */
    @Test
    void noBetterCandidatesAreSeldomPromoted() {
        double[] promoted = new double[5];
        for (int won = 0; won <= 12; won++) {
            for (int lost = 0; won + lost <= 12; lost++) {
                if (judge(USUAL, answers(12 - won - lost, won, lost, 0), null) instanceof Judgement.Better) {
                    for (int told = 1; told < promoted.length; told++) {
                        promoted[told] += chance(won, lost, 12, told / 8.0);
                    }
                }
            }
        }
        assertThat(Arrays.stream(promoted).max().orElseThrow()).isLessThanOrEqualTo(0.05);
        assertThat(promoted[4]).isGreaterThan(0.01);
    }

    private static double chance(int won, int lost, int n, double each) {
        double ways = 1;
        for (int i = 0; i < won + lost; i++) {
            ways *= (n - i) / (i < won ? i + 1.0 : i - won + 1.0);
        }
        return ways * Math.pow(each, won + lost) * Math.pow(1 - 2 * each, n - won - lost);
    }

    @Test
    void layoutDoesNotMatterAndWordsDo() {
        assertThat(Matching.right(Match.EXACT, "#### s", " ####  s\n")).isTrue();
        assertThat(Matching.right(Match.EXACT, "#### s", "#### S")).isFalse();
        assertThat(Matching.right(Match.EXACT, "1+1=2 #### 2", "#### 2")).isFalse();
        assertThat(Matching.right(Match.ANSWER, "1+1=2 #### 2", "#### 2 ")).isTrue();
        assertThat(Matching.right(Match.ANSWER, "2", "it is #### 2")).isTrue();
        assertThat(Matching.right(Match.ANSWER, "#### 2", "#### 3")).isFalse();
    }
}
