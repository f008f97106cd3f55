package io.sluice.workflow.kafka;

import io.sluice.workflow.execution.Desk;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Callers that wait for the books to show something of a run, workflow or team. Thread-safe; each leaves when its future is done. */
final class Waiters {

    private final Map<String, Set<Waiter>> byKey = new ConcurrentHashMap<>();

    /** Null: not yet. */
    interface Question {
        Desk.@Nullable Answer ask();
    }

    private record Waiter(Question question, CompletableFuture<Desk.Answer> answer) {

        void ask() {
            Desk.Answer known = question.ask();
            if (known != null) {
                answer.complete(known);
            }
        }
    }

    /** Asked at once, and whenever something was told of the key. */
    CompletableFuture<Desk.Answer> await(String key, Question question) {
        Waiter waiter = new Waiter(question, new CompletableFuture<>());
        byKey.compute(key, (same, waiting) -> {
            Set<Waiter> all = waiting == null ? ConcurrentHashMap.newKeySet() : waiting;
            all.add(waiter);
            return all;
        });
        waiter.answer().whenComplete((answer, failure) -> byKey.computeIfPresent(key, (same, waiting) -> {
            waiting.remove(waiter);
            return waiting.isEmpty() ? null : waiting;
        }));
        waiter.ask();
        return waiter.answer();
    }

    void told(String key) {
        Set<Waiter> waiting = byKey.get(key);
        if (waiting != null) {
            waiting.forEach(Waiter::ask);
        }
    }
}
