package io.sluice.trainer.export;

import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.ChatFormat;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code reference.json}: what the model says to a few texts, so that another engine can check its tokenizer, its
 * forward pass and its cache before it serves the model.
 */
final class ReferenceLogits {

    private static final ObjectMapper JSON = JsonMapper.shared();
    private static final int GREEDY_TOKENS = 16;

    /** Largest difference of a logit that another engine may show in F32. */
    private static final double TOLERANCE = 1e-3;

    private static final List<String> TEXTS = List.of(
            ChatFormat.prompt("Add: 347+285"),
            ChatFormat.prompt("Reverse: k t a b q"),
            ChatFormat.prompt("In k=17 t=52 a=90 find t"),
            ChatFormat.prompt("Grüße, 世界! 🌍 naïve café"));

    private ReferenceLogits() {}

    /** @param greedy continuation, without the end token and what follows it */
    record Case(String text, int[] tokens, float[] lastLogits, int[] greedy) {}

    record File(int version, double tolerance, List<Case> cases) {}

    static void write(Path folder, LlamaModel model, Tokenizer tokenizer) throws IOException {
        List<Case> cases = TEXTS.stream().map(text -> read(text, model, tokenizer)).toList();
        Files.writeString(
                folder.resolve("reference.json"), JSON.writeValueAsString(new File(1, TOLERANCE, cases)) + "\n");
    }

    private static Case read(String text, LlamaModel model, Tokenizer tokenizer) {
        int[] tokens = tokenizer.encode(text);
        float[][] logits = model.logits(tokens);
        int[] greedy = model.greedy(List.of(tokens), tokenizer.eos(), GREEDY_TOKENS).getFirst();
        return new Case(text, tokens, logits[logits.length - 1], Arrays.copyOf(greedy, greedy.length));
    }
}
