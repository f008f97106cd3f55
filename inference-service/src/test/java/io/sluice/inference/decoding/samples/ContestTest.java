package io.sluice.inference.decoding.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.routing.SamplePlan;
import io.sluice.contracts.routing.SamplePlan.Pick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContestTest {

    /** A sample as it would go if nobody stopped it. */
    private record Script(int tokens, @Nullable String answer) {
    }

    @Test
    void theFirstToFinishIsTheOneWithTheFewestTokensNotTheOneThatIsSeenFirst() {
        Contest contest = new Contest(new SamplePlan(3, Pick.FIRST_FINISH));
        contest.ended(new Ending(1, 7, "b"));
        assertThat(contest.verdict()).isNull();
        contest.wrote(2, 6);
        assertThat(contest.lost(2)).as("it can still end with six").isFalse();
        contest.wrote(2, 7);
        assertThat(contest.lost(2)).isTrue();
        contest.wrote(0, 7);
        assertThat(contest.lost(0)).as("it would win the tie").isFalse();
        assertThat(contest.verdict()).isNull();
        contest.ended(new Ending(0, 7, "a"));
        assertThat(contest.verdict()).isEqualTo(new Verdict(0, 1, null));
    }

    @Test
    void whoWasCutHasNotFinished() {
        Contest contest = new Contest(new SamplePlan(2, Pick.FIRST_FINISH));
        contest.ended(new Ending(0, 10, null));
        assertThat(contest.verdict()).isNull();
        contest.ended(new Ending(1, 10, "late"));
        assertThat(contest.verdict()).isEqualTo(new Verdict(1, 1, null));
    }

    @ParameterizedTest
    @EnumSource(Pick.class)
    void whenNoneFinishesTheFirstIsTheAnswer(Pick pick) {
        Contest contest = new Contest(new SamplePlan(3, pick));
        for (int sample = 2; sample >= 0; sample--) {
            assertThat(contest.verdict()).isNull();
            contest.ended(new Ending(sample, 10, null));
        }
        assertThat(contest.verdict()).isEqualTo(new Verdict(0, 0, pick == Pick.MAJORITY ? Integer.valueOf(0) : null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # final answers in the order they come | how many decide | who
            a a a b b | 3 | 0
            a a b a b | 4 | 0
            a b a b a | 5 | 0
            a b c d e | 5 | 0
            a b b c d | 5 | 1
            a b b c c | 5 | 1
            - - - - a | 5 | 4
            - - a a - | 4 | 2
            """)
    void aMajorityIsKnownAsSoonAsNoOtherAnswerCanWin(String answers, int needed, int chosen) {
        String[] each = answers.split(" ");
        Contest contest = new Contest(new SamplePlan(each.length, Pick.MAJORITY));
        for (int sample = 0; sample < needed; sample++) {
            assertThat(contest.verdict()).as("before sample %d", sample).isNull();
            contest.ended(new Ending(sample, 5, each[sample].equals("-") ? null : each[sample]));
            IntStream.range(sample + 1, each.length).forEach(other -> contest.wrote(other, 5));
        }
        assertThat(contest.verdict()).isNotNull();
        assertThat(contest.verdict().chosen()).isEqualTo(chosen);
    }

    @Test
    void theFinalAnswerStandsBehindTheLastMark() {
        assertThat(Ending.finalAnswer("6*7=41 #### 41\nno: 6*7=42 ####  42 \n")).isEqualTo("42");
        assertThat(Ending.finalAnswer(" whole\n")).isEqualTo("whole");
        assertThat(Ending.finalAnswer("nothing ####")).isEmpty();
    }

    /** However far each sample gets before the others, it is chosen who would be if all went in step. */
    @ParameterizedTest
    @EnumSource(Pick.class)
    void theOrderInWhichSamplesAreRunDoesNotMatter(Pick pick) {
        long seed = 20250521;
        Random random = new Random(seed);
        int saved = 0;
        for (int round = 0; round < 3000; round++) {
            List<Script> scripts = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                scripts.add(new Script(random.nextInt(9), random.nextInt(5) == 0 ? null : "abc".substring(random.nextInt(3)).substring(0, 1)));
            }
            Verdict inStep = inStep(scripts, pick);
            int[] written = new int[count];
            assertThat(run(scripts, pick, random, written)).as("seed %d, round %d, %s", seed, round, scripts).isEqualTo(inStep);
            saved += scripts.stream().mapToInt(Script::tokens).sum() - Arrays.stream(written).sum();
            if (pick == Pick.MAJORITY && inStep.finished() > 0) {
                String answer = scripts.get(inStep.chosen()).answer();
                assertThat(answer).as("%s", scripts).isEqualTo(mostCommon(scripts));
            }
        }
        assertThat(saved).isGreaterThan(500);
    }

    private static Verdict run(List<Script> scripts, Pick pick, Random random, int[] written) {
        Contest contest = new Contest(new SamplePlan(scripts.size(), pick));
        boolean[] stopped = new boolean[scripts.size()];
        Verdict verdict = contest.verdict();
        while (verdict == null) {
            int sample = random.nextInt(scripts.size());
            for (int burst = random.nextInt(6); burst >= 0 && !stopped[sample]; burst--) {
                if (written[sample] == scripts.get(sample).tokens()) {
                    contest.ended(new Ending(sample, written[sample], scripts.get(sample).answer()));
                    stopped[sample] = true;
                } else {
                    contest.wrote(sample, ++written[sample]);
                    stopped[sample] = contest.lost(sample);
                }
            }
            for (int i = 0; i < stopped.length; i++) {
                assertThat(stopped[i] && !contest.lost(i) && written[i] < scripts.get(i).tokens()).as("once lost, always lost").isFalse();
                stopped[i] |= contest.lost(i);
            }
            verdict = contest.verdict();
        }
        return verdict;
    }

    /** By definition: token by token, sample by sample, until every way in which the open ones may end gives the same answer. */
    private static Verdict inStep(List<Script> scripts, Pick pick) {
        List<Integer> ended = new ArrayList<>();
        for (int tokens = 0;; tokens++) {
            for (int sample = 0; sample < scripts.size(); sample++) {
                if (scripts.get(sample).tokens() == tokens) {
                    ended.add(sample);
                    List<Integer> voters = ended.stream().filter(i -> scripts.get(i).answer() != null).toList();
                    if (pick == Pick.FIRST_FINISH && !voters.isEmpty()) {
                        return new Verdict(voters.getFirst(), 1, null);
                    }
                    if (pick == Pick.FIRST_FINISH && ended.size() == scripts.size()) {
                        return new Verdict(0, 0, null);
                    }
                    if (pick == Pick.MAJORITY && settled(scripts, ended)) {
                        String answer = voters.isEmpty() ? null : mostCommon(voters.stream().sorted().map(scripts::get).toList());
                        List<Integer> party = voters.stream().filter(i -> scripts.get(i).answer().equals(answer)).sorted().toList();
                        return new Verdict(party.isEmpty() ? 0 : party.getFirst(), voters.size(), party.size());
                    }
                }
            }
        }
    }

    /** All open samples agree on each of the answers there are, on a new one, or on nothing: always the same wins. */
    private static boolean settled(List<Script> scripts, List<Integer> ended) {
        List<String> winners = new ArrayList<>();
        for (String future : new String[] {"a", "b", "c", "new", null}) {
            List<Script> all = new ArrayList<>(scripts);
            for (int i = 0; i < all.size(); i++) {
                if (!ended.contains(i)) {
                    all.set(i, new Script(0, future));
                }
            }
            winners.add(String.valueOf(mostCommon(all)));
        }
        return winners.stream().distinct().count() == 1;
    }

    /** Ties to the one that comes first; null when nobody has an answer. */
    private static @Nullable String mostCommon(List<Script> scripts) {
        String best = null;
        long most = 0;
        for (Script script : scripts) {
            long votes = script.answer() == null ? 0 : scripts.stream().filter(other -> script.answer().equals(other.answer())).count();
            if (votes > most) {
                best = script.answer();
                most = votes;
            }
        }
        return best;
    }
}
