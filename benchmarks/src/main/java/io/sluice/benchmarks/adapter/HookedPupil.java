package io.sluice.benchmarks.adapter;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.Hooks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Greedy answers of a model under hooks that no request can name, many at a time. */
final class HookedPupil {

    private static final int TOKENS_MAX = 128;
    private static final int TOGETHER = 64;

    private final LanguageModel model;

    HookedPupil(LanguageModel model) {
        this.model = model;
    }

    List<String> answers(List<String> questions, Hooks hooks) {
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += TOGETHER) {
            answers.addAll(batch(questions.subList(from, Math.min(questions.size(), from + TOGETHER)), hooks));
        }
        return answers;
    }

    private static final class Written {
        final KvCache cache;
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        int[] next;
        int tokens;

        Written(KvCache cache, int[] prompt) {
            this.cache = cache;
            this.next = prompt;
        }
    }

    private List<String> batch(List<String> questions, Hooks hooks) {
        List<Written> all = new ArrayList<>();
        for (String question : questions) {
            int[] prompt = model.tokenizer().encodeChat(List.of(new ChatMessage("user", question)), List.of());
            all.add(new Written(model.allocate(prompt.length + TOKENS_MAX), prompt));
        }
        List<Written> going = new ArrayList<>(all);
        while (!going.isEmpty()) {
            List<float[][]> logits = model.forward(going.stream().map(each -> new Segment(each.cache, each.next, Logits.LAST, hooks)).toList());
            for (int i = going.size() - 1; i >= 0; i--) {
                if (!goesOn(going.get(i), logits.get(i)[0])) {
                    going.remove(i).cache.close();
                }
            }
        }
        return all.stream().map(each -> each.text.toString(StandardCharsets.UTF_8)).toList();
    }

    private boolean goesOn(Written written, float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            best = logits[token] > logits[best] ? token : best;
        }
        if (model.info().endTokens().contains(best)) {
            return false;
        }
        written.text.writeBytes(model.tokenizer().bytesOf(best));
        written.next = new int[] {best};
        return ++written.tokens < TOKENS_MAX;
    }
}
