package io.sluice.benchmarks.routing;

import io.sluice.contracts.generation.GenerateEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Gathers one answer: its text and its report. */
final class AnswerCollector implements Flow.Subscriber<GenerateEvent> {

    /** A whole answer. */
    record Answer(String text, GenerateEvent.Completed completed) {
    }

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(GenerateEvent event) {
        switch (event) {
            case GenerateEvent.Delta delta -> text.append(delta.text());
            case GenerateEvent.Completed completed -> answer.complete(new Answer(text.toString(), completed));
            case GenerateEvent.Failed failed -> answer.completeExceptionally(
                    new IllegalStateException(failed.code() + ": " + failed.message()));
            case GenerateEvent.Started started -> {
            }
            case GenerateEvent.Call notAskedFor -> {
            }
            case GenerateEvent.Finished finished -> {
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        answer.completeExceptionally(new IllegalStateException("the stream ended without its last line"));
    }
}
