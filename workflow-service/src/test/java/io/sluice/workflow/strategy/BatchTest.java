package io.sluice.workflow.strategy;

import static io.sluice.workflow.strategy.ScriptedModel.problem;
import static io.sluice.workflow.strategy.ScriptedModel.solve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.platform.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BatchTest {

    private static Problem items(int count, Map<String, Double> settings, long seed) {
        String input = IntStream.range(0, count).mapToObj(i -> "item " + i).collect(Collectors.joining("\n"));
        Problem plain = problem("batch", settings, Map.of(), List.of(), Map.of("input", input), null);
        return new Problem(null, plain.prompt(), plain.variables(), plain.templates(), plain.reading(), plain.judging(), plain.spec(), seed);
    }

    /** Answers each numbered item by itself and its position. */
    private static ScriptedModel answering(BiFunction<String, Integer, String> answer) {
        return ScriptedModel.of(prompt -> prompt.lines().filter(line -> line.matches("\\[\\d+\\] item.*")).map(line -> {
            String number = line.substring(1, line.indexOf(']'));
            return "[" + number + "] " + answer.apply(line.substring(line.indexOf(' ') + 1), Integer.valueOf(number));
        }).collect(Collectors.joining("\n")));
    }

    private static List<String> answers(Solution solution) {
        List<String> list = new ArrayList<>();
        for (JsonNode each : StrictJson.mapper().readTree(solution.text())) {
            list.add(each.asString());
        }
        return list;
    }

    @Test
    void answersComeInTheItemsOrderWhateverTheOrderTheyWereAskedIn() throws Exception {
        ScriptedModel model = answering((item, position) -> "is " + item + " (confident)");
        List<String> answers = answers(solve(items(40, Map.of("rounds", 1.0, "size", 16.0), 1), model));
        assertThat(answers).isEqualTo(IntStream.range(0, 40).mapToObj(i -> "is item " + i).toList());
        assertThat(model.prompts).hasSize(3);
    }

    @Test
    void aModelThatIsSureAndDoesNotMindTheOrderIsAskedTwice() throws Exception {
        ScriptedModel model = answering((item, position) -> "same (confident)");
        solve(items(10, Map.of("rounds", 9.0), 1), model);
        assertThat(model.prompts).hasSize(2);
        ScriptedModel unsure = answering((item, position) -> "same (not confident)");
        solve(items(10, Map.of("rounds", 9.0), 1), unsure);
        assertThat(unsure.prompts).hasSize(9);
    }

    @Test
    void onlyItemsThatAreOpenAreAskedAgain() throws Exception {
        ScriptedModel model = answering((item, position) -> item.equals("item 3") ? "maybe (not confident)" : "sure (confident)");
        solve(items(6, Map.of("rounds", 4.0), 1), model);
        assertThat(model.prompts).hasSize(4);
        assertThat(model.prompts.get(2)).contains("item 3").doesNotContain("item 2");
    }

    @Test
    void confidentVotesWeighMore() throws Exception {
        Map<String, Integer> asked = new HashMap<>();
        ScriptedModel model = answering((item, position) -> asked.merge(item, 1, Integer::sum) == 1 ? "right (confident)" : "wrong (not confident)");
        assertThat(answers(solve(items(4, Map.of("rounds", 5.0, "alpha", 0.2), 1), model))).containsOnly("right");
        asked.clear();
        assertThat(answers(solve(items(4, Map.of("rounds", 5.0, "alpha", 1.0), 1), model))).containsOnly("wrong");
    }

    @Test
    void votesOverOrdersAreAsGoodAsTheBinomialSays() throws Exception {
        int right = 0;
        int all = 0;
        for (long seed = 0; seed < 60; seed++) {
            // Right in the first 14 of 20 places: each round an item is right with probability 0.7.
            ScriptedModel model = answering((item, position) -> (position <= 14 ? "right" : "wrong") + " (confident)");
            List<String> answers = answers(solve(items(20, Map.of("rounds", 5.0, "seas", 0.0), seed), model));
            right += (int) answers.stream().filter("right"::equals).count();
            all += answers.size();
        }
        // 0.7^5 + 5 * 0.7^4 * 0.3 + 10 * 0.7^3 * 0.3^2; the baseline, one round, is 0.7
        assertThat((double) right / all).isCloseTo(0.83692, within(0.03));
    }

    @Test
    void linesThatAreMissingOrMadeUpDoNoHarm() throws Exception {
        ScriptedModel model = ScriptedModel.of(prompt -> "Sure!\n[99] x (confident)\n[0] y\n[1] yes (confident)\n[1] no (confident)\n2. fine");
        Solution solution = solve(items(3, Map.of("rounds", 1.0), 1), model);
        assertThat(answers(solution)).containsExactlyInAnyOrder("yes", "fine", "");
        assertThat(solve(items(2, Map.of(), 1), ScriptedModel.of(prompt -> "I cannot")).output()).isNull();
    }

    @Test
    void aBatchHasItems() {
        assertThatThrownBy(() -> solve(items(0, Map.of(), 1), ScriptedModel.saying("x"))).isInstanceOf(CallFailedException.class);
        assertThatThrownBy(() -> solve(items(2000, Map.of(), 1), ScriptedModel.saying("x"))).isInstanceOf(CallFailedException.class);
        assertThat(Items.read("[\"a\", 2]")).containsExactly("a", "2");
        assertThat(Items.read("[draft] a\n\nb")).containsExactly("[draft] a", "b");
    }
}
