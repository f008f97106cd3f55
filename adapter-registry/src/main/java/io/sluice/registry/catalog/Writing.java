package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterState;
import java.util.concurrent.CompletableFuture;

/** Where requests become events of record. */
@FunctionalInterface
public interface Writing {

    /** What became of a request. */
    sealed interface Outcome {

        /** The events are of record; this is what they led to. */
        record Written(AdapterState state) implements Outcome {
        }

        /** It was so already. */
        record Unchanged(AdapterState state) implements Outcome {
        }

        /** The rules say no. Nothing was written. */
        record Refused(Decision.Refused reason) implements Outcome {
        }

        /** The log is away, or too much waits for it. Nothing was written. */
        record Unavailable() implements Outcome {
        }

        /** The log took the events and did not say in time that they are of record: all of them may be, or none. */
        record Unconfirmed() implements Outcome {
        }
    }

    /** Never completes exceptionally but for bugs. */
    CompletableFuture<Outcome> write(Request request);
}
