package io.sluice.workflow.strategy;

import static io.sluice.workflow.strategy.ScriptedModel.problem;
import static io.sluice.workflow.strategy.ScriptedModel.saying;
import static io.sluice.workflow.strategy.ScriptedModel.solve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Adaptive prompting and the ladder. */
class PromptingTest {

    @Test
    void repairsUntilTheCheckPasses() throws Exception {
        ScriptedModel model = saying("no form", "=wrong", "=right", "=never asked");
        assertThat(solve(problem("adaptive", Map.of("rounds", 5.0), "right"), model)).isEqualTo(new Solution("=right", "right"));
        assertThat(model.prompts).hasSize(3);
        assertThat(model.prompts.get(1)).contains("no form").contains("no answer in the expected form");
        assertThat(model.prompts.get(2)).contains("=wrong").contains("does not pass the check");
    }

    @Test
    void costsNoMoreThanItsRoundsAndNoMoreThanOneCallWhereThatWillDo() throws Exception {
        ScriptedModel never = saying("=wrong");
        assertThat(solve(problem("adaptive", Map.of("rounds", 3.0), "right"), never).output()).isEqualTo("wrong");
        assertThat(never.prompts).hasSize(3);
        ScriptedModel once = saying("=right");
        solve(problem("adaptive", Map.of(), "right"), once);
        assertThat(once.prompts).containsExactly("the prompt");
    }

    private static Ladder.Climb climb(Map<String, Double> settings, Model model) throws Exception {
        return new Ladder().climb(problem("hpt", settings, "right"), model);
    }

    /** The authors' index of a task's difficulty: the level, or all of them and a penalty. */
    private static double manual(Ladder.Climb climb, double penalty) {
        return climb.level() > 0 ? climb.level() : 5 + penalty;
    }

    /** Where the model chooses: the level and the tries that it took, or the limit and a penalty. */
    private static double adaptive(Ladder.Climb climb, int limit, double penalty) {
        return climb.level() > 0 ? climb.level() + climb.tries() : limit + penalty;
    }

    @Test
    void whatIsAlwaysRightNeedsTheFirstLevelAndWhatIsNeverRightThePenalty() throws Exception {
        assertThat(manual(climb(Map.of(), saying("=right")), 2.14)).isEqualTo(1);
        assertThat(manual(climb(Map.of(), saying("=wrong")), 2.14)).isCloseTo(7.14, within(1e-9));
    }

    @Test
    void eachLevelAsksInItsWay() throws Exception {
        assertThat(climb(Map.of(), ScriptedModel.of(prompt -> prompt.contains("step by step") && !prompt.contains("Question:") ? "=right" : "=no")).level())
                .isEqualTo(2);
        assertThat(climb(Map.of(), ScriptedModel.of(prompt -> prompt.startsWith("Question: q\nAnswer: s =a") ? "=right" : "=no")).level()).isEqualTo(3);
        ScriptedModel parts = ScriptedModel.of(prompt -> prompt.contains("smaller questions") ? "first?\nsecond?" : prompt.endsWith("first?") ? "one"
                : prompt.endsWith("second?") && prompt.contains("first?\none") ? "two" : prompt.contains("second?\ntwo") ? "=right" : "=no");
        assertThat(climb(Map.of(), parts).level()).isEqualTo(4);
        ScriptedModel knowledge = ScriptedModel.of(prompt -> prompt.contains("what one has to know") ? "a fact" : prompt.startsWith("a fact") ? "=right" : "=no");
        assertThat(climb(Map.of(), knowledge).level()).isEqualTo(5);
    }

    @Test
    void theModelMayChooseTheLevelAndNonsenseCostsATurn() throws Exception {
        List<String> choices = new ArrayList<>(List.of("hm", "9", "2"));
        ScriptedModel model = ScriptedModel.of(prompt -> prompt.contains("Answer with one number") ? choices.removeFirst() : "=right");
        Ladder.Climb climb = climb(Map.of("adaptive", 1.0, "limit", 5.0), model);
        assertThat(climb.level()).isEqualTo(2);
        assertThat(climb.tries()).isEqualTo(3);
        assertThat(adaptive(climb, 5, 2.14)).isEqualTo(5);
        ScriptedModel lost = ScriptedModel.of(prompt -> "nothing");
        assertThat(adaptive(climb(Map.of("adaptive", 1.0, "limit", 2.0), lost), 2, 2.14)).isCloseTo(4.14, within(1e-9));
        assertThat(lost.prompts).hasSize(2);
    }

    @Test
    void aModelThatIsBetterOnAnyLevelNeverClimbsHigher() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 200; i++) {
            boolean[] weak = new boolean[5];
            boolean[] strong = new boolean[5];
            for (int level = 0; level < 5; level++) {
                weak[level] = random.nextInt(4) == 0;
                strong[level] = weak[level] || random.nextInt(4) == 0;
            }
            assertThat(manual(climb(Map.of(), byLevel(strong)), 2)).isLessThanOrEqualTo(manual(climb(Map.of(), byLevel(weak)), 2));
        }
    }

    private static Model byLevel(boolean[] solves) {
        return ScriptedModel.of(prompt -> {
            int level = prompt.startsWith("You are") ? 1 : prompt.startsWith("Question:") ? 3 : prompt.contains("step by step") ? 2
                    : prompt.contains("smaller") ? 0 : prompt.startsWith("part") || prompt.contains("part") ? 4 : 5;
            return prompt.contains("smaller") ? "part" : level > 0 && solves[level - 1] ? "=right" : "=wrong";
        });
    }
}
