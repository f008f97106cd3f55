package io.sluice.workflow.strategy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Agent.StrategySpec.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ladder of the Hierarchical Prompting Taxonomy (Budagam et al. 2024): a role, zero-shot chain of thought, three shots
 * with chain of thought, least to most, generated knowledge. Manual: level by level until one is accepted. With
 * {@code adaptive} the model is asked which level to try next, at most {@code limit} times; an answer that names no level
 * costs its turn. The authors stop by the known answer, which measures tasks and is no policy; here the workflow's verifier
 * stops, and never one that knows what is expected.
 */
final class Ladder implements Strategy {

    private static final int LEVELS = 5;
    private static final int SHOTS = 3;
    private static final int PARTS_MAX = 4;
    private static final Pattern LEVEL = Pattern.compile("\\b([1-5])\\b");
    private static final Settings SETTINGS = Settings.withTexts("role", "thought", "shot", "parts", "knowledge", "choice")
            .whole("adaptive", 0, 0, 1).whole("limit", 5, 1, 10);
    private static final Map<String, String> TEXTS = Map.of(
            "role", "You are an expert in what is asked here.\n\n{{prompt}}",
            "thought", "{{prompt}}\n\nLet us think step by step.",
            "shot", "Question: {{input}}\nAnswer: {{output}}\n\n",
            "parts", "{{prompt}}\n\nBefore answering: which smaller questions have to be answered first? One a line, at most four, and nothing else.",
            "knowledge", "{{prompt}}\n\nBefore answering: write down what one has to know to answer this, and nothing else.",
            "choice", """
                    {{prompt}}

                    Which way of asking suits this task? 1 a role, 2 thinking step by step, 3 examples, 4 smaller questions first, 5 knowledge first.
                    Tried without success: {{failed}}. Answer with one number.""");

    /**
     * How far an item had to climb.
     *
     * @param level  that was accepted; 0: none was
     * @param tries  levels that were tried, those that were no levels included
     */
    record Climb(Solution solution, int level, int tries) {
    }

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        Optional<Fault> fault = SETTINGS.fault(spec);
        return fault.isEmpty() && spec.examples().isEmpty()
                ? Optional.of(new Fault("/examples", "level 3 needs examples with their steps")) : fault;
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        return climb(problem, model).solution();
    }

    Climb climb(Problem problem, Model model) throws CallFailedException, InterruptedException {
        boolean adaptive = SETTINGS.whole(problem.spec(), "adaptive") == 1;
        int tries = adaptive ? SETTINGS.whole(problem.spec(), "limit") : LEVELS;
        Solution last = new Solution("", null);
        List<Integer> failed = new ArrayList<>();
        for (int turn = 1; turn <= tries; turn++) {
            Integer level = adaptive ? chosen(problem, model, failed) : Integer.valueOf(turn);
            if (level == null) {
                continue;
            }
            String text = answer(problem, model, level);
            Acceptance acceptance = Acceptance.of(problem, text);
            last = new Solution(text, acceptance.output());
            if (acceptance.accepted()) {
                return new Climb(last, level, turn);
            }
            failed.add(level);
        }
        return new Climb(last, 0, tries);
    }

    private @Nullable Integer chosen(Problem problem, Model model, List<Integer> failed) throws CallFailedException, InterruptedException {
        String said = model.ask(problem.question(render(problem, "choice", Map.of("prompt", problem.prompt(),
                "failed", failed.isEmpty() ? "none" : String.join(", ", failed.stream().map(String::valueOf).toList())))));
        Matcher matcher = LEVEL.matcher(said);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
    }

    private String answer(Problem problem, Model model, int level) throws CallFailedException, InterruptedException {
        Map<String, String> prompt = Map.of("prompt", problem.prompt());
        return switch (level) {
            case 1 -> model.ask(problem.question(render(problem, "role", prompt)));
            case 2 -> model.ask(problem.question(render(problem, "thought", prompt)));
            case 3 -> model.ask(problem.question(shots(problem) + render(problem, "thought", prompt)));
            case 4 -> leastToMost(problem, model);
            default -> {
                String knowledge = model.ask(problem.question(render(problem, "knowledge", prompt)));
                yield model.ask(problem.question(knowledge.strip() + "\n\n" + problem.prompt()));
            }
        };
    }

    private static String shots(Problem problem) throws CallFailedException {
        StringBuilder shots = new StringBuilder();
        for (Example example : problem.spec().examples().stream().limit(SHOTS).toList()) {
            shots.append(render(problem, "shot", Map.of("input", example.input(), "output", example.output())));
        }
        return shots.toString();
    }

    private static String leastToMost(Problem problem, Model model) throws CallFailedException, InterruptedException {
        String parts = model.ask(problem.question(render(problem, "parts", Map.of("prompt", problem.prompt()))));
        StringBuilder known = new StringBuilder(problem.prompt()).append("\n\n");
        for (String part : parts.lines().map(String::strip).filter(line -> !line.isEmpty()).limit(PARTS_MAX).toList()) {
            String answer = model.ask(problem.question(known + part));
            known.append(part).append('\n').append(answer.strip()).append("\n\n");
        }
        return model.ask(problem.question(known + problem.prompt()));
    }

    private static String render(Problem problem, String name, Map<String, String> variables) throws CallFailedException {
        return problem.templates().render(problem.spec().texts().getOrDefault(name, TEXTS.get(name)), variables);
    }
}
