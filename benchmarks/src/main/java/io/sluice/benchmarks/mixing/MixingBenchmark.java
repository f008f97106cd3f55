package io.sluice.benchmarks.mixing;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.generation.GeneratedRows;
import io.sluice.selection.generation.Generation;
import io.sluice.selection.generation.GenerationRequest;
import io.sluice.selection.mixing.MixPlan;
import io.sluice.selection.mixing.MixRequest;
import io.sluice.selection.mixing.MixedRows;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.model.Decoder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The same sets in several orders, by the service's own plans and the trainer's own stages, each from the same model. */
public final class MixingBenchmark {

    private static final int BATCH = 24;
    private static final long TEST_SEED = 2026;

    private final MixingSetup setup;
    private final Consumer<MixingRow> told;
    private final Base base;
    private final List<List<Task>> specialTests;
    private final List<Task> generalTest;
    private final List<Task> oldTest;

    /** @param told each row as soon as there is one */
    public MixingBenchmark(MixingSetup setup, Consumer<MixingRow> told) throws IOException {
        this.setup = setup;
        this.told = told;
        this.base = Base.read(setup.base());
        this.specialTests = setup.special().stream().map(this::test).toList();
        this.generalTest = test(setup.general());
        this.oldTest = AdapterData.oldTasks(setup.testItems());
    }

    private List<Task> test(String skill) {
        TaskGenerator tasks = TaskGenerator.ofSkill(skill, TEST_SEED, Split.TEST);
        return Stream.generate(tasks::next).limit(setup.testItems()).toList();
    }

    /** @param work an empty folder, left as it is */
    public List<MixingRow> run(Path work) throws IOException {
        List<MixingRow> rows = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(setup.base())) {
            try (LlamaModel bare = LlamaModel.of(base.shape(), base.weights())) {
                add(rows, graded("before", 0, 0, 0, 0, bare, tokenizer));
            }
            for (long seed : setup.seeds()) {
                for (MixingRow row : orders(seed, Files.createDirectory(work.resolve("seed-" + seed)), tokenizer)) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private void add(List<MixingRow> rows, MixingRow row) {
        rows.add(row);
        told.accept(row);
    }

    private List<MixingRow> orders(long seed, Path work, Tokenizer tokenizer) throws IOException {
        FileDataSetStore store = new FileDataSetStore(work);
        Intake intake = new Intake(store, Long.MAX_VALUE);
        DataSets sets = new DataSets(store);
        List<DataSet> special = new ArrayList<>();
        for (String skill : setup.special()) {
            special.add(kept(intake, generated(skill, setup.specialRows(), seed)));
        }
        DataSet general = kept(intake, generated(setup.general(), setup.generalRows(), seed));
        List<MixingRow> rows = new ArrayList<>();
        add(rows, trained("general-only", seed, file(work, generated(setup.general(), setup.generalRows(), seed)), tokenizer));
        add(rows, trained("multi-task", seed, mixed("multi-task", null, seed, special, general, sets, work), tokenizer));
        for (double k : setup.fractions()) {
            String order = k == 0 ? "mixed-sequential" : "dmt " + k;
            add(rows, trained(order, seed, mixed("dmt", k, seed, special, general, sets, work), tokenizer));
        }
        return rows;
    }

    private static Iterator<byte[]> generated(String skill, int rows, long seed) {
        try {
            return new GeneratedRows(Generation.of(new GenerationRequest(
                    List.of(new GenerationRequest.Template(skill, null)), rows, seed, null, null, null)));
        } catch (BadField wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    private static DataSet kept(Intake intake, Iterator<byte[]> rows) throws IOException {
        return switch (intake.take(new LineInput(rows))) {
            case Intake.Outcome.Stored stored -> stored.set();
            case Intake.Outcome.Refused refused -> throw new IOException(refused.message());
            case Intake.Outcome.TooLarge large -> throw new IOException("more than " + large.bytesMax() + " bytes");
            case Intake.Outcome.NoSpace full -> throw new IOException("the disk is full");
        };
    }

    private static Path file(Path work, Iterator<byte[]> rows) throws IOException {
        Path file = Files.createTempFile(work, "rows", ".jsonl");
        try (InputStream lines = new LineInput(rows); var out = Files.newOutputStream(file)) {
            lines.transferTo(out);
        }
        return file;
    }

    private static Path mixed(
            String strategy, @Nullable Double replay, long seed, List<DataSet> special, DataSet general, DataSets sets, Path work)
            throws IOException {
        MixRequest request = new MixRequest(strategy, special.stream().map(MixingBenchmark::source).toList(), List.of(source(general)), replay, seed);
        try {
            return file(work, new MixedRows(MixPlan.of(request, special, List.of(general)), sets));
        } catch (BadField wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    private static MixRequest.Source source(DataSet set) {
        return new MixRequest.Source(set.digest(), null);
    }

    private MixingRow trained(String order, long seed, Path file, Tokenizer tokenizer) throws IOException {
        AdapterData data = AdapterData.ofFile(file, 1);
        int steps = Math.max(data.stages().size(), (int) Math.round(setup.epochs() * data.train().size() / BATCH));
        AdapterPlan usual = AdapterPlan.usual(AdapterKind.LT_SFT, seed).with(steps, 1);
        AdapterPlan plan = new AdapterPlan(AdapterKind.LT_SFT, steps, BATCH, usual.rate(), 0, seed, usual.settings());
        try (AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(steps, (step, loss, speed) -> { });
            return graded(order, seed, data.train().size(), steps, run.cpu().toMillis() / 1000.0, run.model(), tokenizer);
        }
    }

    private MixingRow graded(String order, long seed, int rows, int steps, double cpu, Decoder model, Tokenizer tokenizer) {
        double special = specialTests.stream().mapToDouble(test -> accuracy(model, tokenizer, test)).average().orElseThrow();
        return new MixingRow(order, seed, rows, steps, cpu, special, accuracy(model, tokenizer, generalTest), accuracy(model, tokenizer, oldTest));
    }

    private static double accuracy(Decoder model, Tokenizer tokenizer, List<Task> test) {
        return Evaluation.run(model, tokenizer, test).overall().accuracy();
    }
}
