package io.sluice.trainer.adapter;

import io.sluice.tasks.Task;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a composition, its parts and their plain sum the same test items of some skills and of the old mix. */
public final class CompositionGrading {

    private final CompositionRun run;
    private final Tokenizer tokenizer;
    private final Map<String, List<Task>> tests = new LinkedHashMap<>();
    private final List<Task> old;

    /**
     * What one choice of coefficients gives; shares from 0 to 1.
     *
     * @param byTask accuracy on each skill, in the order that was asked for
     * @param old    accuracy on the mix that the base knows
     */
    public record Row(String method, Map<String, Double> byTask, double old) {

        public double mean() {
            return byTask.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
        }
    }

    /** @param testItems of each skill and of the old mix */
    public CompositionGrading(CompositionRun run, Tokenizer tokenizer, List<String> skills, int testItems) {
        this.run = run;
        this.tokenizer = tokenizer;
        this.old = AdapterData.oldTasks(testItems);
        skills.forEach(skill -> tests.put(skill, AdapterData.ofSkill(skill, 1, 1, testItems).test()));
    }

    /** The base, each part alone, and the sum of all parts. */
    public List<Row> parts() {
        List<String> names = run.names();
        List<Row> rows = new ArrayList<>();
        rows.add(row("base", run.spread(new float[names.size()])));
        for (int part = 0; part < names.size(); part++) {
            float[] one = new float[names.size()];
            one[part] = 1;
            rows.add(row(names.get(part), run.spread(one)));
        }
        float[] ones = new float[names.size()];
        Arrays.fill(ones, 1);
        rows.add(row("sum", run.spread(ones)));
        return rows;
    }

    /** @param coefficients one for each part and block */
    public Row row(String method, float[] coefficients) {
        Map<String, Double> byTask = new LinkedHashMap<>();
        try (AdaptedLlama model = run.model(coefficients)) {
            tests.forEach((skill, items) -> byTask.put(skill, share(model, items)));
            return new Row(method, byTask, share(model, old));
        }
    }

    private double share(AdaptedLlama model, List<Task> items) {
        Scores scores = Evaluation.run(model, tokenizer, items);
        return scores.overall().accuracy();
    }
}
