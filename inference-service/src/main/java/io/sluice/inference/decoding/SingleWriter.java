package io.sluice.inference.decoding;

import java.util.Optional;

/** One model writes everything: the pinned, small and large policies, and each attempt of probe and cascade. */
public record SingleWriter(Writer only) implements HandoverPolicy {

    @Override
    public Optional<Writer> writer() {
        return Optional.of(only);
    }

    @Override
    public void observe(double smallEntropy) {
        // Nothing to learn: the decision is made.
    }

    @Override
    public void wrote(double writerEntropy) {
        // Nothing to count: nobody takes over.
    }
}
