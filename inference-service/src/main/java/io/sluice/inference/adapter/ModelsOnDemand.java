package io.sluice.inference.adapter;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.routing.AdapterDials.Selector;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Models that are there when a request names them, and perhaps not before. Thread-safe. */
@FunctionalInterface
public interface ModelsOnDemand {

    /** What became of it. */
    sealed interface Opened {

        /**
         * @param model  under which it is served
         * @param hold   keeps it there; to be closed
         * @param chosen where a selector chose it
         */
        record Ready(String model, ModelHost.Hold hold, @Nullable Chosen chosen) implements Opened {

            public Ready(String model, ModelHost.Hold hold) {
                this(model, hold, null);
            }
        }

        record Refused(Failed failure) implements Opened {
        }
    }

    /**
     * @param model         as {@link io.sluice.contracts.adapter.AdaptedName} has it
     * @param tenant        whose request it is: a version may be pinned for it
     * @param requestId     decides whether a canary's share falls on it, always alike
     * @param timeoutMillis what is left to its deadline
     * @return never completed exceptionally
     */
    CompletableFuture<Opened> open(String model, String tenant, String requestId, long timeoutMillis);

    /**
     * The same for {@code BASE:auto}.
     *
     * @param selector absent: the default
     * @param reader   of the request's prompt
     */
    default CompletableFuture<Opened> choose(String model, @Nullable Selector selector, String tenant, String requestId,
            long timeoutMillis, PromptReader reader) {
        return open(model, tenant, requestId, timeoutMillis);
    }
}
