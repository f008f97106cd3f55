package io.sluice.benchmarks.emulated;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers many prompts at temperature 0, in batches. */
final class GreedyWriter {

    private static final int BATCH = 32;
    private static final int TOKENS_MAX = 128;

    private static final class Answer {

        private final KvCache cache;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private int[] next;

        Answer(LanguageModel model, String prompt) {
            this.next = model.tokenizer().encodeChat(List.of(new ChatMessage("user", prompt)));
            this.cache = model.allocate(next.length + TOKENS_MAX);
        }
    }

    private GreedyWriter() {
    }

    static List<String> answers(LanguageModel model, List<String> prompts) {
        List<String> texts = new ArrayList<>(prompts.size());
        for (int from = 0; from < prompts.size(); from += BATCH) {
            List<Answer> batch = prompts.subList(from, Math.min(from + BATCH, prompts.size())).stream()
                    .map(prompt -> new Answer(model, prompt)).toList();
            List<Answer> open = new ArrayList<>(batch);
            for (int i = 0; i < TOKENS_MAX && !open.isEmpty(); i++) {
                step(model, open);
            }
            for (Answer each : batch) {
                each.cache.close();
                texts.add(each.text.toString(StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    /** Ended answers leave the list. */
    private static void step(LanguageModel model, List<Answer> open) {
        List<float[][]> rows = model.forward(open.stream().map(each -> new Segment(each.cache, each.next, Logits.LAST)).toList());
        for (int i = open.size() - 1; i >= 0; i--) {
            int token = largest(rows.get(i)[0]);
            if (model.info().endTokens().contains(token)) {
                open.remove(i);
            } else {
                open.get(i).text.writeBytes(model.tokenizer().bytesOf(token));
                open.get(i).next = new int[] {token};
            }
        }
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }
}
