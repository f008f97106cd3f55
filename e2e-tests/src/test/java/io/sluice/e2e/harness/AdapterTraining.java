package io.sluice.e2e.harness;

import io.sluice.trainer.Threads;
import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Adapters for the large model, made in seconds. */
public final class AdapterTraining {

    private AdapterTraining() {
    }

    /**
     * Without replay.
     *
     * @param folder for the adapter's files
     * @return the folder as a zip
     */
    public static byte[] lora(Path folder, AdapterData data, int steps, long seed) throws IOException {
        // Two of PyTorch's threads on two busy cores wait for each other most of the time.
        Threads.use(1);
        AdapterPlan usual = AdapterPlan.usual(AdapterKind.LORA, seed);
        AdapterPlan plan = new AdapterPlan(usual.kind(), steps, usual.batchRows(), usual.rate(), 0, seed, usual.settings());
        Path model = Models.folder(Models.LARGE);
        Base base = Base.read(model);
        Files.createDirectories(folder);
        try (Tokenizer tokenizer = Tokenizer.load(model); AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(steps, (step, loss, speed) -> { });
            Scores after = Evaluation.run(run.model(), tokenizer, data.test());
            AdapterFolder.write(folder, base, plan, data, run, new Accuracy(new Scores(), after, new Scores(), new Scores()), "e2e");
        }
        return zip(folder);
    }

    /** An adapter's folder as it is uploaded. */
    public static byte[] zip(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes); var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
