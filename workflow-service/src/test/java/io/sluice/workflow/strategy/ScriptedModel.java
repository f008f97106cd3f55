package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Agent.StrategySpec.Example;
import io.sluice.workflow.definition.Templates;
import io.sluice.workflow.scheduling.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A model whose answers a test writes, as a function of the prompt and the call's number. */
final class ScriptedModel implements Model {

    private final BiFunction<String, Integer, String> script;
    final List<String> prompts = new ArrayList<>();

    ScriptedModel(BiFunction<String, Integer, String> script) {
        this.script = script;
    }

    static ScriptedModel of(Function<String, String> script) {
        return new ScriptedModel((prompt, call) -> script.apply(prompt));
    }

    static ScriptedModel saying(String... answers) {
        return new ScriptedModel((prompt, call) -> answers[Math.min(call, answers.length - 1)]);
    }

    @Override
    public String ask(Question question) {
        prompts.add(question.prompt());
        return script.apply(question.prompt(), prompts.size() - 1);
    }

    @Override
    public List<String> race(List<Question> questions, Predicate<String> accepted) {
        List<String> arrived = new ArrayList<>();
        for (Question question : questions) {
            arrived.add(ask(question));
            if (accepted.test(arrived.getLast())) {
                break;
            }
        }
        return arrived;
    }

    /** Outputs are what follows {@code =}; {@code right} passes the check. */
    static Problem problem(String kind, Map<String, Double> settings, Map<String, String> texts, List<Example> examples, Map<String, String> variables,
            @Nullable String right) {
        return new Problem(null, "the prompt", variables, (template, more) -> {
            Map<String, String> all = new HashMap<>(variables);
            all.putAll(more);
            return switch (Templates.render(template, all)) {
                case Templates.Rendering.Rendered(String text) -> text;
                case Templates.Rendering.Failed(String message) -> throw new CallFailedException("template_error", message, false);
            };
        }, text -> text.contains("=") ? text.substring(text.indexOf('=') + 1).strip() : null,
                output -> right == null ? Verdict.NONE : output.equals(right) ? Verdict.PASS : Verdict.FAIL,
                new StrategySpec(kind, settings, texts, examples), 17);
    }

    static Problem problem(String kind, Map<String, Double> settings, @Nullable String right) {
        return problem(kind, settings, Map.of(), List.of(new Example("q", "s =a")), Map.of("input", "i", "answer", ""), right);
    }

    static Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        Strategy strategy = Strategies.named(problem.spec().kind()).orElseThrow();
        if (strategy.fault(problem.spec()).isPresent()) {
            throw new AssertionError(strategy.fault(problem.spec()).get());
        }
        return strategy.solve(problem, model);
    }
}
