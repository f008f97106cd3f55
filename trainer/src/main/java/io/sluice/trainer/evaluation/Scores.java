package io.sluice.trainer.evaluation;

import io.sluice.tasks.Task;
import java.util.Map;
import java.util.TreeMap;

/** Right answers and questions, by kind of task and by difficulty. Not thread-safe. */
public final class Scores {

    /** @param right answers that the grader accepted */
    public record Score(int right, int asked) {
        private static final Score NONE = new Score(0, 0);

        /** Share of right answers, 0 where nothing was asked. */
        public double accuracy() {
            return asked == 0 ? 0 : (double) right / asked;
        }

        private Score plus(boolean correct) {
            return new Score(right + (correct ? 1 : 0), asked + 1);
        }
    }

    private final Map<String, Map<Integer, Score>> cells = new TreeMap<>();
    private final Map<String, Score> byTask = new TreeMap<>();
    private final Map<Integer, Score> byDifficulty = new TreeMap<>();
    private Score overall = Score.NONE;

    void add(Task task, boolean correct) {
        cells.computeIfAbsent(task.name(), name -> new TreeMap<>())
                .merge(task.difficulty(), Score.NONE.plus(correct), (old, one) -> old.plus(correct));
        byTask.merge(task.name(), Score.NONE.plus(correct), (old, one) -> old.plus(correct));
        byDifficulty.merge(task.difficulty(), Score.NONE.plus(correct), (old, one) -> old.plus(correct));
        overall = overall.plus(correct);
    }

    public Score overall() {
        return overall;
    }

    public Map<String, Score> byTask() {
        return Map.copyOf(byTask);
    }

    public Map<Integer, Score> byDifficulty() {
        return Map.copyOf(byDifficulty);
    }

    /** A Markdown table: one row per kind of task, one column per difficulty, in percent. */
    public String table() {
        StringBuilder table = new StringBuilder("| task | all | 1 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|---|\n");
        byTask.forEach((name, score) -> row(table, name, score, cells.getOrDefault(name, Map.of())));
        row(table, "**overall**", overall, byDifficulty);
        return table.toString();
    }

    private static void row(StringBuilder table, String name, Score all, Map<Integer, Score> cells) {
        table.append("| ").append(name).append(" | ").append(percent(all));
        for (int difficulty = 1; difficulty <= 5; difficulty++) {
            table.append(" | ").append(percent(cells.getOrDefault(difficulty, Score.NONE)));
        }
        table.append(" |\n");
    }

    private static String percent(Score score) {
        return score.asked() == 0 ? "–" : String.format(java.util.Locale.ROOT, "%.1f", 100 * score.accuracy());
    }
}
