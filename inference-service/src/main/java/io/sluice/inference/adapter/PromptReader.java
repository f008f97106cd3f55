package io.sluice.inference.adapter;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.inference.engine.hook.Hooks;
import java.util.concurrent.CompletableFuture;

/** Has a request's prompt read by a model, before it is known who answers. Thread-safe. */
@FunctionalInterface
public interface PromptReader {

    /** What became of it. */
    sealed interface Reading {

        /** The hooks have seen all of it; what that took counts as the request's. */
        record Read(double flops, double cpuSeconds) implements Reading {
        }

        record Refused(Failed failure) implements Reading {
        }
    }

    /**
     * @param model name of a served model
     * @param hooks that look on
     */
    CompletableFuture<Reading> read(String model, Hooks hooks);
}
