package io.sluice.benchmarks.mixing;

import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.field.BadField;
import io.sluice.selection.noise.Noise;
import io.sluice.selection.noise.NoiseRequest;
import io.sluice.selection.noise.NoisedRows;
import io.sluice.tasks.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What mistakes in worked solutions cost whoever learns from them, after TInt (Havrilla and Iyer 2024): the same rows clean, with
 * mistakes that stay where they are (static) and with mistakes that the steps after them carry on (dynamic).
 */
public final class NoiseBenchmark {

    private static final List<String> KINDS = List.of("static", "dynamic");

    private final NoiseSetup setup;
    private final StepJournal<NoiseRow> journal;
    private final Consumer<NoiseRow> told;
    private final List<Task> test;

    /**
     * @param journal of what was measured before
     * @param told    each row as soon as there is one
     */
    public NoiseBenchmark(NoiseSetup setup, StepJournal<NoiseRow> journal, Consumer<NoiseRow> told) {
        this.setup = setup;
        this.journal = journal;
        this.told = told;
        this.test = Lessons.test(setup.kind(), setup.testItems());
    }

    /** @param work an empty folder, left as it is */
    public List<NoiseRow> run(Path work) throws IOException {
        List<NoiseRow> rows = new ArrayList<>();
        try (Lessons lessons = new Lessons(setup.base())) {
            add(rows, lessons, "before", 0, 0, () -> lessons.untrained(learned -> graded("before", 0, 0, null, learned)));
            for (long seed : setup.seeds()) {
                noises(seed, Files.createDirectory(work.resolve("noise-" + seed)), lessons, rows);
            }
        }
        return rows;
    }

    private void add(List<NoiseRow> rows, Lessons lessons, String noise, double share, long seed, StepJournal.Step<NoiseRow> step) throws IOException {
        NoiseRow row = journal.known("noise " + noise + " " + share + " seed " + seed + " " + setup.data() + " " + lessons.digest(), step);
        rows.add(row);
        told.accept(row);
    }

    private void noises(long seed, Path work, Lessons lessons, List<NoiseRow> rows) throws IOException {
        FileDataSetStore store = new FileDataSetStore(work);
        DataSets sets = new DataSets(store);
        DataSet clean = Lessons.kept(new Intake(store, Long.MAX_VALUE), Lessons.generated(setup.kind(), setup.rows(), seed));
        add(rows, lessons, "clean", 0, seed, () -> trained("static", 0, seed, clean, sets, work, lessons));
        for (String kind : KINDS) {
            for (double share : setup.contaminations()) {
                add(rows, lessons, kind, share, seed, () -> trained(kind, share, seed, clean, sets, work, lessons));
            }
        }
    }

    private NoiseRow trained(String kind, double share, long seed, DataSet clean, DataSets sets, Path work, Lessons lessons) throws IOException {
        Noise noise;
        try {
            noise = Noise.of(new NoiseRequest(kind, share, setup.intensity(), seed));
        } catch (BadField wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
        try (NoisedRows noised = new NoisedRows(noise, sets, clean)) {
            Path file = Lessons.file(work, noised);
            return lessons.learned(file, setup.epochs(), seed, learned -> graded(share == 0 ? "clean" : kind, share, seed, noised.counts(), learned));
        }
    }

    private NoiseRow graded(String noise, double share, long seed, NoisedRows.@Nullable Counts counts, Lessons.Learned learned) {
        Lessons.Training training = learned.training();
        double of = Math.max(1, counts == null ? 0 : counts.rows());
        return new NoiseRow(noise, share, seed, training.rows(), training.steps(), training.cpuSeconds(), counts == null ? 0 : counts.noised() / of,
                counts == null ? 0 : counts.wrong() / of, learned.accuracy(test));
    }
}
