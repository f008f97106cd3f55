package io.sluice.e2e.harness;

import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.task.Split;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A skill that the shipped models lack and that a LoRA learns in a few seconds: {@code First: s c i d} asks for {@code s}.
 */
public final class FirstLetter {

    public static final String MARK = "#### ";
    private static final String WORD = "First: ";
    private static final int EXAMPLES = 1000;
    private static final int GRADED = 40;

    private FirstLetter() {
    }

    /** Prompts that no adapter was trained on. The same ones in every run. */
    public static List<String> unseen(int count) {
        return prompts(7, count, false);
    }

    public static String answer(String prompt) {
        return MARK + prompt.charAt(WORD.length());
    }

    private static List<String> prompts(long seed, int count, boolean toLearn) {
        Random random = new Random(seed);
        Set<String> prompts = new LinkedHashSet<>();
        while (prompts.size() < count) {
            List<String> letters = new ArrayList<>("abcdefghijklmnopqrst".chars().mapToObj(c -> String.valueOf((char) c)).toList());
            Collections.shuffle(letters, random);
            String prompt = WORD + String.join(" ", letters.subList(0, 3 + random.nextInt(5)));
            if (Split.of(prompt) == Split.TRAIN == toLearn) {
                prompts.add(prompt);
            }
        }
        return List.copyOf(prompts);
    }

    /**
     * Trains an adapter for the large model, as {@code ./sluice train adapter --data} does, and returns its folder as a zip.
     *
     * @param folder to work in
     */
    public static byte[] train(Path folder, int steps, long seed) throws IOException {
        // Two of PyTorch's threads on two busy cores wait for each other most of the time.
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Path file = folder.resolve("first.jsonl");
        List<String> all = new ArrayList<>(prompts(seed, EXAMPLES, true));
        all.addAll(unseen(GRADED));
        Files.writeString(file, all.stream().map(FirstLetter::line).collect(Collectors.joining("\n")));
        AdapterPlan usual = AdapterPlan.usual(AdapterKind.LORA, seed);
        AdapterPlan plan = new AdapterPlan(usual.kind(), steps, usual.batchRows(), usual.rate(), 0, seed, usual.settings());
        Base base = Base.read(Models.folder(Models.LARGE));
        AdapterData data = AdapterData.ofFile(file, GRADED);
        Path out = Files.createDirectories(folder.resolve("adapter-" + seed));
        try (Tokenizer tokenizer = Tokenizer.load(Models.folder(Models.LARGE));
                AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(steps, (step, loss, speed) -> { });
            Scores after = Evaluation.run(run.model(), tokenizer, data.test());
            AdapterFolder.write(out, base, plan, data, run, new Accuracy(new Scores(), after, new Scores(), new Scores()), "e2e");
        }
        return zip(out);
    }

    private static String line(String prompt) {
        return Json.write(Map.of("prompt", prompt, "completion", answer(prompt), "answer", answer(prompt).substring(MARK.length())));
    }

    private static byte[] zip(Path folder) throws IOException {
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
