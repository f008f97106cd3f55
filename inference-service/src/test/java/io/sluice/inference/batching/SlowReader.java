package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes what it asked for and asks for nothing by itself. */
final class SlowReader implements Flow.Subscriber<GenerateEvent> {

    final List<GenerateEvent> received = new CopyOnWriteArrayList<>();
    volatile boolean completed;
    volatile @Nullable Throwable error;
    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
    }

    @Override
    public void onNext(GenerateEvent event) {
        received.add(event);
    }

    @Override
    public void onError(Throwable error) {
        this.error = error;
    }

    @Override
    public void onComplete() {
        completed = true;
    }

    void ask(long count) {
        Objects.requireNonNull(subscription).request(count);
    }

    void cancel() {
        Objects.requireNonNull(subscription).cancel();
    }
}
