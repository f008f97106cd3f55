package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.benchmarks.engine.Machine;
import io.sluice.selection.ranking.ScoreFile;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Draws mixed pools, lets every selector choose from them, and trains a model on each choice. */
public final class SelectionBenchmark {

    private static final String SCORINGS = "selection-scoring";
    private static final String TRAININGS = "selection-training";
    private static final String RACES = "selection-races";
    private static final String THREADS = "selection-threads";
    private static final String MEMORY = "selection-memory";
    private static final int ROUNDS = 7;
    private static final long HELD_OUT_SEED = 2026;

    private final SelectionPlan plan;
    private final Consumer<String> log;
    private final StepJournal<Scoring> scorings;
    private final StepJournal<Trained> trainings;

    public SelectionBenchmark(SelectionPlan plan, Consumer<String> log) throws IOException {
        this.plan = plan;
        this.log = log;
        this.scorings = new StepJournal<>(plan.journal(), SCORINGS, plan.code(), Scoring.class);
        this.trainings = new StepJournal<>(plan.journal(), TRAININGS, plan.code(), Trained.class);
    }

    /** Removes what earlier runs have measured. */
    public static void forget(Path journal) throws IOException {
        for (String name : List.of(SCORINGS, TRAININGS, RACES, THREADS, MEMORY)) {
            Files.deleteIfExists(StepJournal.file(journal, name));
        }
    }

    public SelectionResult run() throws IOException, SelectorException, InterruptedException, ExecutionException {
        List<SelectionRow> rows = new ArrayList<>();
        List<SelectionRow> variants = new ArrayList<>();
        if (plan.has(SelectionPlan.Part.RECOVER) || plan.has(SelectionPlan.Part.TRAIN)) {
            try (Base base = Base.read(plan.base())) {
                compare(base, rows, variants);
            }
        }
        List<Race> races = new ArrayList<>();
        List<SpeedUp> threads = new ArrayList<>();
        List<MemoryRow> memory = new ArrayList<>();
        MixedPool pool = MixedPool.draw(plan.mix(), plan.seeds().getFirst());
        if (plan.has(SelectionPlan.Part.RECOVER)) {
            races.add(race(pool, Contender.DICTIONARY, Contender.USUAL_DSIR));
        }
        if (plan.has(SelectionPlan.Part.THREADS)) {
            threads(pool, threads);
        }
        if (plan.has(SelectionPlan.Part.MEMORY)) {
            memory(pool, memory);
        }
        return new SelectionResult(Machine.describe(), plan.seeds(), plan.mix(), plan.study(), rows, variants, races, threads, memory,
                SelectionResult.Published.ALL, Gates.of(rows, races, threads, memory));
    }

    private Race race(MixedPool pool, Contender contender, Contender other) throws IOException, SelectorException {
        StepJournal<Race> journal = new StepJournal<>(plan.journal(), RACES, plan.code(), Race.class);
        String what = "race of selections " + contender + " " + other + " " + plan.mix() + " " + plan.seconds();
        Optional<Race> known = journal.find(what);
        if (known.isPresent()) {
            return known.get();
        }
        Race race = new RaceMeasurement(pool, plan.seconds(), ROUNDS).run(contender, other, plan.seeds().getFirst());
        journal.keep(what, race);
        log.accept(String.format(Locale.ROOT, "%s costs %.2f times what %s does", race.selector(), race.ratio(), race.other()));
        return race;
    }

    /** Only selectors whose work is done by the scoring thread: models have threads of their own. */
    private void threads(MixedPool pool, List<SpeedUp> threads)
            throws IOException, SelectorException, InterruptedException, ExecutionException {
        StepJournal<SpeedUp> journal = new StepJournal<>(plan.journal(), THREADS, plan.code(), SpeedUp.class);
        for (Contender contender : Contender.SCORING) {
            String what = "threads " + contender + " " + plan.mix() + " " + plan.seconds();
            SpeedUp known = journal.find(what).orElse(null);
            if (known == null) {
                known = new ThreadsMeasurement(pool, plan.seconds() / 2, ROUNDS).run(contender, plan.seeds().getFirst());
                journal.keep(what, known);
                log.accept(String.format(Locale.ROOT, "two threads, %s: %.2f times as fast", known.selector(), known.speedUp()));
            }
            threads.add(known);
        }
    }

    private void memory(MixedPool pool, List<MemoryRow> memory) throws IOException, InterruptedException {
        StepJournal<MemoryRow> journal = new StepJournal<>(plan.journal(), MEMORY, plan.code(), MemoryRow.class);
        for (int rows : plan.memory()) {
            String what = "memory " + Contender.OF_MEMORY + " " + rows + " " + plan.mix();
            MemoryRow known = journal.find(what).orElse(null);
            if (known == null) {
                known = new MemoryMeasurement(pool, plan.journal()).run(Contender.OF_MEMORY, rows);
                journal.keep(what, known);
                log.accept(String.format(Locale.ROOT, "memory, %,d rows: %.0f MB", rows, known.peakMegabytes()));
            }
            memory.add(known);
        }
    }

    private void compare(Base base, List<SelectionRow> rows, List<SelectionRow> variants)
            throws IOException, SelectorException {
        List<List<Scoring>> scored = new ArrayList<>();
        Contender.all().forEach(contender -> scored.add(new ArrayList<>()));
        Trainings trained = new Trainings(plan, base, trainings, MixedPool.heldOut(plan.mix(), plan.study().items(), HELD_OUT_SEED), log);
        for (long seed : plan.seeds()) {
            MixedPool pool = MixedPool.draw(plan.mix(), seed);
            List<double[]> scores = scored(base, pool, seed, scored);
            if (plan.has(SelectionPlan.Part.TRAIN)) {
                trained.run(pool, scores, seed);
            }
        }
        List<Contender> all = Contender.all();
        for (int i = 0; i < all.size(); i++) {
            Contender contender = all.get(i);
            boolean variant = i >= Contender.SELECTORS.size();
            for (double budget : contender.budgets(plan.budgets())) {
                (variant ? variants : rows).add(SelectionRow.of(contender.name(), budget, scored.get(i), trained.of(contender, budget)));
            }
        }
        SortedMap<Double, Double> random = Gates.losses(rows, Contender.RANDOM);
        UnaryOperator<SelectionRow> compared = row -> row.loss() == null ? row
                : row.with(row.selector().equals(Contender.RANDOM) ? DataRatio.SAME : DataRatio.of(row.loss(), row.budget(), random));
        rows.replaceAll(compared);
        variants.replaceAll(compared);
    }

    /** What each contender gives the pool's rows. */
    private List<double[]> scored(Base base, MixedPool pool, long seed, List<List<Scoring>> results) throws IOException, SelectorException {
        List<double[]> scores = new ArrayList<>();
        List<Contender> all = Contender.all();
        try (LazyModels models = new LazyModels(() -> trained(base, pool, seed))) {
            for (int i = 0; i < all.size(); i++) {
                Contender contender = all.get(i);
                String what = "scoring seed " + seed + " " + contender + " " + base.digest() + " " + plan.mix() + " " + plan.auxiliary();
                Path file = scorings.beside(what, ".scores");
                Optional<Scoring> known = scorings.find(what);
                if (known.isPresent() && Files.exists(file)) {
                    results.get(i).add(known.get());
                    scores.add(ScoreFile.scores(Files.readAllBytes(file)));
                    continue;
                }
                List<Double> budgets = contender.budgets(plan.budgets());
                ScoringMeasurement.Measured measured = new ScoringMeasurement(pool, budgets, plan.seconds(), plan.journal())
                        .run(contender, models.forContender(contender), models.cpuSeconds(contender), seed);
                Files.write(file, ScoreFile.bytes(measured.scores()));
                scorings.keep(what, measured.scoring());
                results.get(i).add(measured.scoring());
                scores.add(measured.scores());
                log.accept(String.format(Locale.ROOT, "seed %d %s: precision %s, %.2f CPU seconds a million rows", seed, contender.name(),
                        measured.scoring().inWords(), measured.scoring().cpuSecondsPerMillion()));
            }
        }
        return scores;
    }

    private AuxiliaryModels trained(Base base, MixedPool pool, long seed) throws IOException {
        AuxiliaryModels models = AuxiliaryModels.train(base, pool, plan.auxiliary(), seed);
        log.accept("seed " + seed + " auxiliary models: " + models.cpu().toSeconds() + " CPU seconds");
        return models;
    }
}
