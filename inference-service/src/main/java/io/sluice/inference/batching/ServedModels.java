package io.sluice.inference.batching;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.inference.engine.ChatTemplateException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.Vocabularies;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models that requests can name. A model may leave while requests run with it: nobody finds it any more, and when the
 * last {@link Lease} on it has ended, whoever took it out is told. Thread-safe.
 */
final class ServedModels {

    /** A model, and how many use it. Its changing parts are guarded by the lock of the models. */
    private static final class Served {
        private final LanguageModel model;
        private final ModelRole role;
        private int leases;
        /** Present once it was taken out. */
        private @Nullable Consumer<LanguageModel> whenUnused;

        Served(LanguageModel model, ModelRole role) {
            this.model = model;
            this.role = role;
        }
    }

    /** Keeps a model from being closed until this is; closing it again does nothing. */
    final class Lease implements AutoCloseable {

        private final Served served;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Lease(Served served) {
            this.served = served;
        }

        LanguageModel model() {
            return served.model;
        }

        ModelRole role() {
            return served.role;
        }

        /** One more on the same model, while this one is open. */
        Lease again() {
            return lease(served);
        }

        @Override
        public void close() {
            if (ended.compareAndSet(false, true)) {
                release(served);
            }
        }
    }

    private record Pair(LanguageModel one, LanguageModel other) {
    }

    private static final List<ChatMessage> SAMPLE = List.of(
            new ChatMessage("system", "S"), new ChatMessage("user", "U"), new ChatMessage("assistant", "A"),
            new ChatMessage("user", "V"));

    /** Guarded by this, as are the models that left and are still used. */
    private final Map<String, Served> byName = new HashMap<>();
    private final Set<Served> leaving = new LinkedHashSet<>();
    private final Map<Pair, Boolean> compared = new ConcurrentHashMap<>();
    private volatile List<LanguageModel> bases = List.of();

    synchronized void add(LanguageModel model, ModelRole role) {
        if (byName.putIfAbsent(model.info().name(), new Served(model, role)) != null) {
            throw new IllegalArgumentException("a model named " + model.info().name() + " is served already");
        }
        listBases();
    }

    /**
     * Takes a model out: from now on nobody finds it.
     *
     * @param whenUnused called once, when nobody uses it any more, maybe at once; it must not block
     * @return whether it was there
     */
    boolean remove(String name, Consumer<LanguageModel> whenUnused) {
        return remove(name, whenUnused, true);
    }

    /** The same, but only when nobody uses it now. */
    boolean removeUnused(String name, Consumer<LanguageModel> whenUnused) {
        return remove(name, whenUnused, false);
    }

    private boolean remove(String name, Consumer<LanguageModel> whenUnused, boolean evenInUse) {
        Served served;
        synchronized (this) {
            served = byName.get(name);
            if (served == null || served.leases > 0 && !evenInUse) {
                return false;
            }
            byName.remove(name);
            if (served.leases > 0) {
                served.whenUnused = whenUnused;
                leaving.add(served);
                return true;
            }
            listBases();
        }
        whenUnused.accept(served.model);
        return true;
    }

    private void release(Served served) {
        Consumer<LanguageModel> told;
        synchronized (this) {
            served.leases--;
            if (served.leases > 0 || served.whenUnused == null) {
                return;
            }
            told = served.whenUnused;
            leaving.remove(served);
            listBases();
        }
        told.accept(served.model);
    }

    /** Passes go on for models that are still used, too. */
    private void listBases() {
        Set<LanguageModel> all = new LinkedHashSet<>();
        byName.values().forEach(served -> all.add(served.model.base()));
        leaving.forEach(served -> all.add(served.model.base()));
        bases = all.stream().sorted(Comparator.comparingLong((LanguageModel each) -> each.info().parameters())
                .thenComparing(each -> each.info().name())).toList();
    }

    synchronized @Nullable LanguageModel find(String name) {
        Served served = byName.get(name);
        return served == null ? null : served.model;
    }

    /** Null when there is no such model. */
    synchronized @Nullable Lease lease(String name) {
        Served served = byName.get(name);
        return served == null ? null : lease(served);
    }

    private synchronized Lease lease(Served served) {
        served.leases++;
        return new Lease(served);
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
     * and conversations are laid out alike. Compared once a pair of bases, since adapters change none of that.
     */
    boolean share(LanguageModel one, LanguageModel other) {
        return one.base() == other.base()
                || compared.computeIfAbsent(new Pair(one.base(), other.base()), pair -> compare(pair.one(), pair.other()));
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
