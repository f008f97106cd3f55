package io.sluice.workflow.strategy;

import static io.sluice.workflow.strategy.ScriptedModel.problem;
import static io.sluice.workflow.strategy.ScriptedModel.saying;
import static io.sluice.workflow.strategy.ScriptedModel.solve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Single answers, votes and races. */
class SamplingTest {

    @Test
    void oneSampleIsOneCall() throws Exception {
        for (String kind : new String[] {"majority", "first-finish"}) {
            ScriptedModel model = saying("x =7");
            assertThat(solve(problem(kind, Map.of("samples", 1.0), null), model)).isEqualTo(solve(problem("single", Map.of(), null), saying("x =7")));
            assertThat(model.prompts).containsExactly("the prompt");
        }
    }

    @Test
    void mostAnswersWinAndTheFirstOfEquals() throws Exception {
        assertThat(solve(problem("majority", Map.of("samples", 5.0), null), saying("=a", "=b", "none", "=b", "=a")).output()).isEqualTo("a");
        assertThat(solve(problem("majority", Map.of("samples", 4.0), null), saying("=a", "first =b", "=b", "=c"))).isEqualTo(new Solution("first =b", "b"));
        assertThat(solve(problem("majority", Map.of("samples", 3.0), null), saying("none")).output()).isNull();
    }

    @Test
    void stopsWhenNothingCanChangeTheVoteAndChoosesWhatAllWouldHave() throws Exception {
        ScriptedModel three = saying("=a");
        solve(problem("majority", Map.of("samples", 5.0), null), three);
        assertThat(three.prompts).hasSize(3);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 500; i++) {
            String[] answers = new String[7];
            Map<String, Integer> votes = new LinkedHashMap<>();
            for (int j = 0; j < answers.length; j++) {
                int drawn = random.nextInt(4);
                answers[j] = drawn == 3 ? "none" : "=" + drawn;
                if (drawn < 3) {
                    votes.merge(Integer.toString(drawn), 1, Integer::sum);
                }
            }
            assertThat(solve(problem("majority", Map.of("samples", 7.0), null), saying(answers)).output()).isEqualTo(Majority.leader(votes).orElse(null));
        }
    }

    @Test
    void aVoteIsAsGoodAsTheBinomialSays() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        int right = 0;
        int runs = 4000;
        for (int i = 0; i < runs; i++) {
            ScriptedModel model = new ScriptedModel((prompt, call) -> random.nextDouble() < 0.6 ? "=right" : "=wrong");
            right += "right".equals(solve(problem("majority", Map.of("samples", 5.0), null), model).output()) ? 1 : 0;
        }
        // 0.6^5 + 5 * 0.6^4 * 0.4 + 10 * 0.6^3 * 0.4^2; the baseline, one call, is 0.6
        assertThat((double) right / runs).isCloseTo(0.68256, within(0.025));
    }

    @Test
    void theFirstWithAnOutputWinsARace() throws Exception {
        ScriptedModel model = saying("cut off", "=a", "=b");
        assertThat(solve(problem("first-finish", Map.of("samples", 3.0), null), model)).isEqualTo(new Solution("=a", "a"));
        assertThat(model.prompts).hasSize(2);
        assertThat(solve(problem("first-finish", Map.of("samples", 2.0), null), saying("x", "y"))).isEqualTo(new Solution("y", null));
    }

    @Test
    void settingsAreCheckedWithTheirPlace() {
        for (String kind : Strategies.names()) {
            Strategy strategy = Strategies.named(kind).orElseThrow();
            assertThat(strategy.fault(problem(kind, Map.of("mood", 1.0), null).spec()).orElseThrow().field()).isEqualTo("/settings/mood");
        }
        assertThat(Strategies.named("majority").orElseThrow().fault(problem("majority", Map.of("samples", 2.5), null).spec())).isPresent();
        assertThat(Strategies.named("majority").orElseThrow().fault(problem("majority", Map.of("samples", 1000.0), null).spec())).isPresent();
        assertThat(Strategies.named("majority").orElseThrow().fault(problem("majority", Map.of("samples", Double.NaN), null).spec())).isPresent();
        assertThat(Strategies.named("telepathy")).isEmpty();
    }
}
