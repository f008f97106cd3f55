package io.sluice.trainer.evaluation;

import io.sluice.tasks.Grader;
import io.sluice.tasks.Task;
import io.sluice.trainer.model.Decoder;
import io.sluice.trainer.tokenizer.ChatFormat;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers tasks greedily and grades the answers. */
public final class Evaluation {

    /** The longest right completion, of a verifier, has about 120 tokens. */
    private static final int COMPLETION_TOKENS_MAX = 160;

    private static final int ROWS_MAX = 64;

    private Evaluation() {}

    public static Scores run(Decoder model, Tokenizer tokenizer, List<Task> tasks) {
        return run(model, tokenizer, tasks, List.of());
    }

    /** @param shots solved before each of the tasks, as earlier turns of the conversation */
    public static Scores run(Decoder model, Tokenizer tokenizer, List<Task> tasks, List<Task> shots) {
        List<String> turns =
                shots.stream().map(shot -> ChatFormat.turn(shot.prompt(), shot.completion())).toList();
        Map<Integer, List<Task>> byLength = new TreeMap<>();
        Map<Task, int[]> prompts = new java.util.IdentityHashMap<>();
        for (Task task : tasks) {
            int[] prompt = tokenizer.encode(ChatFormat.prompt(turns, task.prompt()));
            prompts.put(task, prompt);
            byLength.computeIfAbsent(prompt.length, length -> new ArrayList<>()).add(task);
        }
        Scores scores = new Scores();
        for (List<Task> group : byLength.values()) {
            for (int from = 0; from < group.size(); from += ROWS_MAX) {
                List<Task> rows = group.subList(from, Math.min(group.size(), from + ROWS_MAX));
                List<int[]> answers = model.greedy(
                        rows.stream().map(prompts::get).toList(), tokenizer.eos(), COMPLETION_TOKENS_MAX);
                for (int i = 0; i < rows.size(); i++) {
                    scores.add(rows.get(i), Grader.isCorrect(rows.get(i), tokenizer.decode(answers.get(i))));
                }
            }
        }
        return scores;
    }
}
