package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.likelihood.LikelihoodAnswer;

/** What came of a request for likelihoods. */
public sealed interface LikelihoodOutcome {

    record Scored(LikelihoodAnswer answer) implements LikelihoodOutcome {
    }

    /** @param failure its {@code param} is a field of the {@code LikelihoodRequest} */
    record Failed(GenerateEvent.Failed failure) implements LikelihoodOutcome {
    }
}
