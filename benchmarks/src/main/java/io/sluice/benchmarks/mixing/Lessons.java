package io.sluice.benchmarks.mixing;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.generation.GeneratedRows;
import io.sluice.selection.generation.Generation;
import io.sluice.selection.generation.GenerationRequest;
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
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rows as the data-selection-service makes them, and what all weights of a model learn of them by a training job's stages. */
final class Lessons implements AutoCloseable {

    private static final int BATCH = 24;
    private static final long TEST_SEED = 2026;

    private final Base base;
    private final Tokenizer tokenizer;

    Lessons(Path folder) throws IOException {
        base = Base.read(folder);
        tokenizer = Tokenizer.load(folder);
    }

    /** What a training took. */
    record Training(int rows, int steps, double cpuSeconds) {
    }

    /**
     * Of the model, before anything is learned.
     *
     * @param graded makes an outcome of a training and the model after it
     */
    <T> T untrained(Function<Learned, T> graded) {
        try (LlamaModel bare = LlamaModel.of(base.shape(), base.weights())) {
            return graded.apply(new Learned(new Training(0, 0, 0), bare, tokenizer));
        }
    }

    /**
     * A model while there is one.
     *
     * @param model valid until the grading is done
     */
    record Learned(Training training, Decoder model, Tokenizer tokenizer) {

        double accuracy(List<Task> test) {
            return Evaluation.run(model, tokenizer, test).overall().accuracy();
        }
    }

    /** @param epochs how often every row of a stage is read; steps follow from it */
    <T> T learned(Path file, double epochs, long seed, Function<Learned, T> graded) throws IOException {
        AdapterData data = AdapterData.ofFile(file, 1);
        int steps = Math.max(data.stages().size(), (int) Math.round(epochs * data.train().size() / BATCH));
        AdapterPlan usual = AdapterPlan.usual(AdapterKind.LT_SFT, seed).with(steps, 1);
        AdapterPlan plan = new AdapterPlan(AdapterKind.LT_SFT, steps, BATCH, usual.rate(), 0, seed, usual.settings());
        try (AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(steps, (step, loss, speed) -> { });
            return graded.apply(new Learned(new Training(data.train().size(), steps, run.cpu().toMillis() / 1000.0), run.model(), tokenizer));
        }
    }

    /** Of the base's folder. */
    String digest() {
        return base.digest();
    }

    /** Exercises of a kind that nobody learns from. */
    static List<Task> test(String kind, int items) {
        TaskGenerator tasks = TaskGenerator.ofKinds(List.of(kind), TEST_SEED, Split.TEST);
        return Stream.generate(tasks::next).limit(items).toList();
    }

    static Iterator<byte[]> generated(String kind, int rows, long seed) {
        try {
            return new GeneratedRows(Generation.of(new GenerationRequest(
                    List.of(new GenerationRequest.Template(kind, null)), rows, seed, null, null, null)));
        } catch (BadField wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    static DataSet kept(Intake intake, Iterator<byte[]> rows) throws IOException {
        return switch (intake.take(new LineInput(rows))) {
            case Intake.Outcome.Stored stored -> stored.set();
            case Intake.Outcome.Refused refused -> throw new IOException(refused.message());
            case Intake.Outcome.TooLarge large -> throw new IOException("more than " + large.bytesMax() + " bytes");
            case Intake.Outcome.NoSpace full -> throw new IOException("the disk is full");
        };
    }

    static Path file(Path work, Iterator<byte[]> rows) throws IOException {
        Path file = Files.createTempFile(work, "rows", ".jsonl");
        try (InputStream lines = new LineInput(rows); var out = Files.newOutputStream(file)) {
            lines.transferTo(out);
        }
        return file;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
