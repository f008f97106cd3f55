package io.sluice.workflow.strategy;

import static io.sluice.workflow.strategy.ScriptedModel.problem;
import static io.sluice.workflow.strategy.ScriptedModel.solve;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.workflow.definition.Agent.StrategySpec.Example;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExemplarsTest {

    private static final List<Example> EXAMPLES = IntStream.range(0, 14).mapToObj(i -> new Example("word" + i, "out" + i)).toList();

    private static Problem exemplars(String kind, Map<String, Double> settings) {
        return problem(kind, settings, Map.of(), EXAMPLES, Map.of("input", "word13"), null);
    }

    /** Answers right when word2 was among the exemplars, and a few anyway. */
    private static ScriptedModel needsTheThird() {
        return ScriptedModel.of(prompt -> {
            String asked = prompt.substring(prompt.lastIndexOf("word") + 4).replaceAll("\\D", "");
            boolean shown = prompt.contains("Input: word2\nOutput: ") && !prompt.endsWith("Input: word2\nOutput:");
            return prompt.endsWith("the prompt") ? "=final" : shown || asked.equals("2") || asked.equals("0") ? "steps =out" + asked : "=no";
        });
    }

    @Test
    void bootstrappedExemplarsAreTheModelsOwnRightAnswers() throws Exception {
        ScriptedModel model = needsTheThird();
        Problem problem = exemplars("exemplars-random", Map.of("candidates", 30.0, "shots", 1.0, "answer", 0.0));
        Solution solution = solve(problem, model);
        assertThat(solution.output()).isEqualTo("Input: word2\nOutput: steps =out2\n\n");
    }

    @Test
    void theBestSoFarNeverFallsAndIsNeverBelowNoExemplars() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom noise = new SplittableRandom(seed);
            ScriptedModel model = ScriptedModel.of(prompt -> {
                String asked = prompt.substring(prompt.lastIndexOf("word") + 4).replaceAll("\\D", "");
                return noise.nextInt(3) > 0 ? "=out" + asked : "=no";
            });
            Problem problem = exemplars("exemplars-random", Map.of());
            RandomExemplars.Search search = RandomExemplars.search(problem.spec(), new Exemplars(problem, model, 5), new SplittableRandom(seed));
            assertThat(search.worths()).isSorted();
        }
    }

    @Test
    void theSearchEndsInAnAnswerWithItsExemplarsInFront() throws Exception {
        for (String kind : List.of("exemplars-random", "exemplars-ease")) {
            ScriptedModel model = needsTheThird();
            assertThat(solve(exemplars(kind, Map.of("shots", 2.0)), model).output()).isEqualTo("final");
            assertThat(model.prompts.getLast()).contains("Input: word2\n").endsWith("the prompt");
        }
    }

    @Test
    void aSearchThatWouldCostTooMuchIsAFault() {
        assertThat(new RandomExemplars().fault(exemplars("exemplars-random", Map.of("candidates", 64.0, "validation", 11.0)).spec())).isPresent();
        assertThat(new EaseExemplars().fault(exemplars("exemplars-ease", Map.of("pulls", 165.0)).spec())).isPresent();
        assertThat(new EaseExemplars().fault(exemplars("exemplars-ease", Map.of("validation", 13.0)).spec()).orElseThrow().field()).isEqualTo("/examples");
    }
}
