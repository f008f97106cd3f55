package io.sluice.inference.batching;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.inference.engine.ChatTemplateException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.Vocabularies;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models that requests can name. Thread-safe. */
final class ServedModels {

    record Served(LanguageModel model, ModelRole role) {
    }

    private record Pair(LanguageModel one, LanguageModel other) {
    }

    private static final List<ChatMessage> SAMPLE = List.of(
            new ChatMessage("system", "S"), new ChatMessage("user", "U"), new ChatMessage("assistant", "A"),
            new ChatMessage("user", "V"));

    private final Map<String, Served> byName = new ConcurrentHashMap<>();
    private final Map<Pair, Boolean> compared = new ConcurrentHashMap<>();
    private volatile List<LanguageModel> bases = List.of();

    synchronized void add(LanguageModel model, ModelRole role) {
        if (byName.putIfAbsent(model.info().name(), new Served(model, role)) != null) {
            throw new IllegalArgumentException("a model named " + model.info().name() + " is served already");
        }
        bases = Stream.concat(bases.stream(), Stream.of(model.base())).distinct()
                .sorted(Comparator.comparingLong((LanguageModel each) -> each.info().parameters())
                        .thenComparing(each -> each.info().name()))
                .toList();
    }

    @Nullable Served find(String name) {
        return byName.get(name);
    }

    /**
     * The models that run passes, each once. Smaller ones first: a hand-over within one step only ever goes from the smaller to
     * the larger.
     */
    List<LanguageModel> bases() {
        return bases;
    }

    /**
     * Whether one model can go on where the other stopped: every id means the same bytes, the same ids end an answer,
     * and conversations are laid out alike. Compared once a pair.
     */
    boolean share(LanguageModel one, LanguageModel other) {
        return one == other || compared.computeIfAbsent(new Pair(one, other), pair -> compare(one, other));
    }

    private static boolean compare(LanguageModel one, LanguageModel other) {
        if (!Vocabularies.alike(one, other) || !one.info().endTokens().equals(other.info().endTokens())) {
            return false;
        }
        return Arrays.equals(sample(one.tokenizer()), sample(other.tokenizer()));
    }

    private static int[] sample(Tokenizer tokenizer) {
        try {
            return tokenizer.encodeChat(SAMPLE);
        } catch (ChatTemplateException noChat) {
            return new int[0];
        }
    }
}
