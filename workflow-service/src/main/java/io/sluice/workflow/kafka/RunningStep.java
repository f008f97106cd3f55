package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A step that this replica does: told what happens to its run, it lets effects be done, or stops. Thread-safe. */
final class RunningStep {

    private final StepRequested request;
    private final String worker;
    private final Map<String, CompletableFuture<Void>> intents = new ConcurrentHashMap<>();
    private final Map<String, String> recorded = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean beating = new AtomicBoolean();
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean timedOut;

    RunningStep(StepRequested request, String worker) {
        this.request = request;
        this.worker = worker;
    }

    StepRequested request() {
        return request;
    }

    /** Completed when nobody waits for this attempt any more. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** False: the last one is not written yet. */
    boolean beginHeartbeat() {
        return beating.compareAndSet(false, true);
    }

    void endHeartbeat() {
        beating.set(false);
    }

    /** @param sentNanos when the brokers' last acknowledged sign of life was sent */
    void heard(long sentNanos) {
        heardNanos = sentNanos;
    }

    /** How long its run may have heard nothing of it. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    boolean timedOut() {
        return timedOut;
    }

    void timeOut() {
        timedOut = true;
        over.complete(null);
    }

    /** Completed when the effect may be done. */
    CompletableFuture<Void> intent(String effect) {
        return intents.computeIfAbsent(effect, missing -> new CompletableFuture<>());
    }

    /** What another attempt did, which was still alive when it was given up: JSON text by effect. */
    Map<String, String> recorded() {
        return recorded;
    }

    private void recorded(RunEvent.EffectRecorded effect) {
        recorded.putIfAbsent(effect.effect(), effect.outcome());
    }

    void told(RunEvent event) {
        switch (event) {
            case RunEvent.EffectIntended allowed when allowed.step() == request.step() && allowed.attempt() == request.attempt()
                    && allowed.worker().equals(worker) -> intent(allowed.effect()).complete(null);
            case RunEvent.EffectRecorded recorded when recorded.step() == request.step() -> recorded(recorded);
            case RunEvent.StepRetried again when again.step() != request.step() || again.attempt() > request.attempt() -> over.complete(null);
            case RunEvent.StepScheduled next when next.step() > request.step() -> over.complete(null);
            case RunEvent.CompensationScheduled undo when undo.step() > request.step() -> over.complete(null);
            case RunEvent.StepCompleted done when done.step() == request.step() -> over.complete(null);
            case RunEvent.Completed end -> over.complete(null);
            case RunEvent.Failed end -> over.complete(null);
            case RunEvent.Cancelled end -> over.complete(null);
            default -> { }
        }
    }
}
