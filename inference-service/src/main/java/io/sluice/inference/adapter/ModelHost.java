package io.sluice.inference.adapter;

import io.sluice.inference.engine.LanguageModel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Where adapters become models that answer: the engine, as their store sees it. Thread-safe; nothing here blocks. */
public interface ModelHost {

    /** Keeps a model from being freed until it is closed; closing it again does nothing. */
    interface Hold extends AutoCloseable {

        @Override
        void close();
    }

    /** A model that requests can name. */
    Optional<LanguageModel> find(String name);

    /**
     * Makes a model known by its name, in the role of its base.
     *
     * @throws IllegalArgumentException when the name is taken
     */
    void serveBesideBase(LanguageModel model, String base);

    /** Empty when there is no such model. */
    Optional<Hold> hold(String name);

    /**
     * From now on nobody finds the model; requests that run with it go on.
     *
     * @return completed when the last of them has ended and nothing is kept of the model, at once when there was none of that
     *         name; what follows may run on the thread that runs passes
     */
    CompletableFuture<Void> remove(String name);

    /** The same if nobody uses it now; empty, and nothing changed, when somebody does or there is none of that name. */
    Optional<CompletableFuture<Void>> removeUnused(String name);

    /** Does something short on the thread that runs passes, between two of them. */
    <T> CompletableFuture<T> between(Supplier<T> work);
}
