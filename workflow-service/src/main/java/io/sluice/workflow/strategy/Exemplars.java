package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Agent.StrategySpec.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the searches for exemplars share. Of the document's examples the last {@code validation} ones are for judging and the
 * others are the pool; a list of exemplars is worth the share of validation examples that the model answers right with it
 * in front. With {@code answer} 0 the list itself is the output, for a workflow that searches once and uses it often.
 */
final class Exemplars {

    static final int CALLS_MAX = 500;
    private static final Map<String, String> TEXTS = Map.of(
            "exemplar", "Input: {{input}}\nOutput: {{output}}\n\n",
            "question", "Input: {{input}}\nOutput:");

    private final Problem problem;
    private final Model model;
    final List<Example> pool;
    final List<Example> validation;

    Exemplars(Problem problem, Model model, int validation) {
        this.problem = problem;
        this.model = model;
        List<Example> all = problem.spec().examples();
        this.pool = all.subList(0, all.size() - validation);
        this.validation = all.subList(all.size() - validation, all.size());
    }

    static Settings settings() {
        return Settings.withTexts("exemplar", "question").whole("validation", 5, 1, 50).whole("shots", 3, 1, 10).whole("answer", 1, 0, 1);
    }

    /** @param calls of the model, as the settings have it */
    static Optional<Strategy.Fault> fault(Settings settings, StrategySpec spec, int calls) {
        Optional<Strategy.Fault> fault = settings.fault(spec);
        if (fault.isPresent()) {
            return fault;
        }
        if (spec.examples().size() < settings.whole(spec, "validation") + settings.whole(spec, "shots")) {
            return Optional.of(new Strategy.Fault("/examples", "there must be at least as many as validation and shots together"));
        }
        return calls > CALLS_MAX ? Optional.of(new Strategy.Fault("/settings", "the search would make " + calls + " calls, more than " + CALLS_MAX))
                : Optional.empty();
    }

    /** The model's answer to an example's input, with exemplars in front; its text. */
    String ask(List<Example> shots, Example example) throws CallFailedException, InterruptedException {
        return model.ask(problem.question(block(shots) + render("question", Map.of("input", example.input()))));
    }

    boolean right(String text, Example example) {
        String output = problem.reading().apply(text);
        return output != null && output.strip().equals(example.output().strip());
    }

    /** Share of the validation examples that are answered right. */
    double worth(List<Example> shots) throws CallFailedException, InterruptedException {
        int right = 0;
        for (Example example : validation) {
            right += right(ask(shots, example), example) ? 1 : 0;
        }
        return (double) right / validation.size();
    }

    Solution solution(List<Example> shots, boolean answer) throws CallFailedException, InterruptedException {
        String block = block(shots);
        if (!answer) {
            return new Solution(block, block);
        }
        String text = model.ask(problem.question(block + problem.prompt()));
        return new Solution(text, problem.reading().apply(text));
    }

    private String block(List<Example> shots) throws CallFailedException {
        List<String> texts = new ArrayList<>();
        for (Example shot : shots) {
            texts.add(text(shot));
        }
        return String.join("", texts);
    }

    String text(Example example) throws CallFailedException {
        return render("exemplar", Map.of("input", example.input(), "output", example.output()));
    }

    private String render(String name, Map<String, String> variables) throws CallFailedException {
        return problem.templates().render(problem.spec().texts().getOrDefault(name, TEXTS.get(name)), variables);
    }
}
