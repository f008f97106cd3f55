package io.sluice.inference.batching;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What requests for likelihoods came to since the engine began. Thread-safe. */
public final class LikelihoodCounts {

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder passages = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final DoubleAdder cpuSeconds = new DoubleAdder();

    LikelihoodCounts() {
    }

    void completed(int scoredPassages, long scoredTokens) {
        completed.increment();
        passages.add(scoredPassages);
        tokens.add(scoredTokens);
    }

    void failed() {
        failed.increment();
    }

    void cancelled() {
        cancelled.increment();
    }

    void spent(double seconds) {
        cpuSeconds.add(seconds);
    }

    /** Requests that were answered. */
    public long completedRequests() {
        return completed.sum();
    }

    /** Requests that were refused or broke off. */
    public long failedRequests() {
        return failed.sum();
    }

    /** Requests that nobody waited for any more. */
    public long cancelledRequests() {
        return cancelled.sum();
    }

    /** Of answered requests. */
    public long passages() {
        return passages.sum();
    }

    /** Scored ones of answered requests. */
    public long tokens() {
        return tokens.sum();
    }

    /** Of the engine's threads, also for what was not answered. */
    public double cpuSeconds() {
        return cpuSeconds.sum();
    }
}
