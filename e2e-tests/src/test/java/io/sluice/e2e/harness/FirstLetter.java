package io.sluice.e2e.harness;

import io.sluice.tasks.Split;
import io.sluice.trainer.adapter.AdapterData;
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

    /** Rows that can be learned from, as lines of a data set. */
    public static List<String> rows(long seed, int count) {
        return prompts(seed, count, true).stream().map(FirstLetter::line).toList();
    }

    /** The same questions with the last letter for an answer, which is wrong. */
    public static List<String> wrongRows(long seed, int count) {
        return prompts(seed, count, true).stream()
                .map(prompt -> Json.write(Map.of("prompt", prompt, "completion", MARK + prompt.charAt(prompt.length() - 1)))).toList();
    }

    /** Questions nobody learned, with their answers, as lines of a data set. */
    public static List<String> questions(int count) {
        return unseen(count).stream().map(prompt -> Json.write(Map.of("prompt", prompt, "completion", answer(prompt)))).toList();
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
     * @param folder to work in; the adapter is in {@code adapter-SEED}, what it is trained on in {@code first.jsonl}
     */
    public static byte[] train(Path folder, int steps, long seed) throws IOException {
        Path file = folder.resolve("first.jsonl");
        List<String> all = new ArrayList<>(prompts(seed, EXAMPLES, true));
        all.addAll(unseen(GRADED));
        Files.writeString(file, all.stream().map(FirstLetter::line).collect(Collectors.joining("\n")));
        return AdapterTraining.lora(folder.resolve("adapter-" + seed), AdapterData.ofFile(file, GRADED), steps, seed);
    }

    private static String line(String prompt) {
        return Json.write(Map.of("prompt", prompt, "completion", answer(prompt), "answer", answer(prompt).substring(MARK.length())));
    }
}
