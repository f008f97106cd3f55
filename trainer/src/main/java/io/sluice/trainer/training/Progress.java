package io.sluice.trainer.training;

/** Told about a run while it goes on. */
@FunctionalInterface
public interface Progress {

    /**
     * @param step            steps done
     * @param loss            mean of the last steps, in nats
     * @param tokensPerSecond since the last report
     */
    void report(int step, double loss, double tokensPerSecond);
}
