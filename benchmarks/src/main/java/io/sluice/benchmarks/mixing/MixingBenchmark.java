package io.sluice.benchmarks.mixing;

import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.field.BadField;
import io.sluice.selection.mixing.MixPlan;
import io.sluice.selection.mixing.MixRequest;
import io.sluice.selection.mixing.MixedRows;
import io.sluice.tasks.Task;
import io.sluice.trainer.adapter.AdapterData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The same sets in several orders, by the service's own plans and the trainer's own stages, each from the same model. */
public final class MixingBenchmark {

    private final MixingSetup setup;
    private final StepJournal<MixingRow> journal;
    private final Consumer<MixingRow> told;
    private final List<List<Task>> specialTests;
    private final List<Task> generalTest;
    private final List<Task> oldTest;

    /**
     * @param journal of what was measured before
     * @param told    each row as soon as there is one
     */
    public MixingBenchmark(MixingSetup setup, StepJournal<MixingRow> journal, Consumer<MixingRow> told) {
        this.setup = setup;
        this.journal = journal;
        this.told = told;
        this.specialTests = setup.special().stream().map(skill -> Lessons.test(skill, setup.testItems())).toList();
        this.generalTest = Lessons.test(setup.general(), setup.testItems());
        this.oldTest = AdapterData.oldTasks(setup.testItems());
    }

    /** @param work an empty folder, left as it is */
    public List<MixingRow> run(Path work) throws IOException {
        List<MixingRow> rows = new ArrayList<>();
        try (Lessons lessons = new Lessons(setup.base())) {
            add(rows, lessons, "before", 0, () -> lessons.untrained(learned -> graded("before", 0, learned)));
            for (long seed : setup.seeds()) {
                orders(seed, Files.createDirectory(work.resolve("seed-" + seed)), lessons, rows);
            }
        }
        return rows;
    }

    private void add(List<MixingRow> rows, Lessons lessons, String order, long seed, StepJournal.Step<MixingRow> step) throws IOException {
        MixingRow row = journal.known("mixing " + order + " seed " + seed + " " + setup.data() + " " + lessons.digest(), step);
        rows.add(row);
        told.accept(row);
    }

    private void orders(long seed, Path work, Lessons lessons, List<MixingRow> rows) throws IOException {
        FileDataSetStore store = new FileDataSetStore(work);
        Intake intake = new Intake(store, Long.MAX_VALUE);
        DataSets sets = new DataSets(store);
        List<DataSet> special = new ArrayList<>();
        for (String skill : setup.special()) {
            special.add(Lessons.kept(intake, Lessons.generated(skill, setup.specialRows(), seed)));
        }
        DataSet general = Lessons.kept(intake, Lessons.generated(setup.general(), setup.generalRows(), seed));
        add(rows, lessons, "general-only", seed, () -> trained("general-only", seed,
                Lessons.file(work, Lessons.generated(setup.general(), setup.generalRows(), seed)), lessons));
        add(rows, lessons, "multi-task", seed, () -> trained("multi-task", seed, mixed("multi-task", null, seed, special, general, sets, work), lessons));
        for (double k : setup.fractions()) {
            String order = k == 0 ? "mixed-sequential" : "dmt " + k;
            add(rows, lessons, order, seed, () -> trained(order, seed, mixed("dmt", k, seed, special, general, sets, work), lessons));
        }
    }

    private static Path mixed(
            String strategy, @Nullable Double replay, long seed, List<DataSet> special, DataSet general, DataSets sets, Path work)
            throws IOException {
        MixRequest request = new MixRequest(strategy, special.stream().map(MixingBenchmark::source).toList(), List.of(source(general)), replay, seed);
        try {
            return Lessons.file(work, new MixedRows(MixPlan.of(request, special, List.of(general)), sets));
        } catch (BadField wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    private static MixRequest.Source source(DataSet set) {
        return new MixRequest.Source(set.digest(), null);
    }

    private MixingRow trained(String order, long seed, Path file, Lessons lessons) throws IOException {
        return lessons.learned(file, setup.epochs(), seed, learned -> graded(order, seed, learned));
    }

    private MixingRow graded(String order, long seed, Lessons.Learned learned) {
        double special = specialTests.stream().mapToDouble(learned::accuracy).average().orElseThrow();
        Lessons.Training training = learned.training();
        return new MixingRow(order, seed, training.rows(), training.steps(), training.cpuSeconds(), special, learned.accuracy(generalTest),
                learned.accuracy(oldTest));
    }
}
