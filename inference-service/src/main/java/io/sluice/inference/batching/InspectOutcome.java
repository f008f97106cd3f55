package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.inspection.InspectAnswer;
import java.util.function.Supplier;

/** What came of a request to look inside a forward pass. */
public sealed interface InspectOutcome {

    /** @param answer puts the rows together, on the thread that asks for them */
    record Seen(Supplier<InspectAnswer> answer) implements InspectOutcome {
    }

    /** @param failure its {@code param} is a field of the {@code InspectRequest} */
    record Failed(GenerateEvent.Failed failure) implements InspectOutcome {
    }
}
