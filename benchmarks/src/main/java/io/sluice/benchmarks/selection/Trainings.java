package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.tasks.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Trains a student on every choice, one after the other, as DJL wants it; each outcome is kept as soon as it is there. */
final class Trainings {

    private final SelectionPlan plan;
    private final Base base;
    private final StepJournal<Trained> journal;
    private final Consumer<String> log;
    private final Student student;
    private final Map<String, List<Trained>> outcomes = new HashMap<>();

    Trainings(SelectionPlan plan, Base base, StepJournal<Trained> journal, List<Task> heldOut, Consumer<String> log) {
        this.plan = plan;
        this.base = base;
        this.journal = journal;
        this.log = log;
        this.student = new Student(base, plan.study(), heldOut);
    }

    /** @param scores of each contender, in their order */
    void run(MixedPool pool, List<double[]> scores, long seed) throws IOException {
        int rows = pool.rows().size();
        for (int i = 0; i < Contender.TRAINED.size(); i++) {
            Contender contender = Contender.TRAINED.get(i);
            List<Double> budgets = contender.budgets(plan.budgets());
            int[] ordinals = Choice.of(scores.get(i), ScoringMeasurement.rows(budgets.getLast(), rows), plan.journal()).ordinals();
            for (double budget : budgets) {
                int[] chosen = Arrays.copyOf(ordinals, ScoringMeasurement.rows(budget, rows));
                Trained trained = learned(contender, budget, pool, chosen, seed);
                outcomes.computeIfAbsent(key(contender, budget), key -> new ArrayList<>()).add(trained);
                log.accept(String.format(Locale.ROOT, "seed %d: %s at %s, %d steps: loss %.3f, %.1f %% right", seed, contender.name(),
                        Gates.percent(budget), trained.steps(), trained.loss(), trained.accuracy() * 100));
            }
        }
    }

    private Trained learned(Contender contender, double budget, MixedPool pool, int[] chosen, long seed) throws IOException {
        String what = "training seed " + seed + " " + contender + " " + budget + " " + base.digest() + " " + plan.mix() + " "
                + (contender.asksModels() ? plan.auxiliary() : "") + " " + plan.study();
        return journal.known(what, () -> student.learn(Arrays.stream(chosen).mapToObj(pool.rows()::get).map(MixedPool::task).toList(), seed));
    }

    /** One for each seed; none where nothing was trained. */
    List<Trained> of(Contender contender, double budget) {
        return outcomes.getOrDefault(key(contender, budget), List.of());
    }

    private static String key(Contender contender, double budget) {
        return contender.name() + " " + budget;
    }
}
