package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface Decision {

    /** @param events one or more, to be written together or not at all; the last one's state is the result */
    record Accepted(List<AdapterLifecycleEvent> events) implements Decision {
        public AdapterState state() {
            return events.getLast().state();
        }
    }

    /** It is so already: asking twice is no error. */
    record Unchanged(AdapterState state) implements Decision {
    }

    /**
     * @param code  stable, snake_case
     * @param field of the request, where one is at fault
     */
    record Refused(Why why, String code, @Nullable String field, String message) implements Decision {
    }

    /** Whose fault a refusal is. */
    enum Why { INVALID, NOT_FOUND, CONFLICT }
}
