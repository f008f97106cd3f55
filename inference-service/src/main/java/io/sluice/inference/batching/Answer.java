package io.sluice.inference.batching;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.generation.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, for callers in the same process that do not stream.
 *
 * @param choices in the order of their index
 * @param usage   present exactly when the request completed, as is {@code routing}
 * @param failure present exactly when it failed; what was written until then is in {@code choices}
 */
public record Answer(List<Choice> choices, @Nullable Usage usage, @Nullable RoutingReport routing, @Nullable Failed failure) {

    /** @param reason absent when the choice did not end */
    public record Choice(String text, List<Call> calls, List<TokenTrace> tokens, @Nullable FinishReason reason, @Nullable String stop) {
    }

    /** @param arguments JSON text of an object */
    public record Call(String name, String arguments) {
    }

    /** Reads the events to their end; cancelling the future cancels the generation. */
    public static CompletableFuture<Answer> of(Flow.Publisher<GenerateEvent> events) {
        Collector collector = new Collector();
        events.subscribe(collector);
        return collector.answer;
    }

    private static final class Collector implements Flow.Subscriber<GenerateEvent> {

        private static final class Written {
            final StringBuilder text = new StringBuilder();
            final List<String> names = new ArrayList<>();
            final List<StringBuilder> arguments = new ArrayList<>();
            final List<TokenTrace> tokens = new ArrayList<>();
            @Nullable FinishReason reason;
            @Nullable String stop;

            List<Call> calls() {
                return IntStream.range(0, names.size()).mapToObj(i -> new Call(names.get(i), arguments.get(i).toString())).toList();
            }
        }

        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final Map<Integer, Written> choices = new TreeMap<>();
        private GenerateEvent.@Nullable Completed completed;
        private @Nullable Failed failed;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            answer.whenComplete((value, error) -> {
                if (answer.isCancelled()) {
                    subscription.cancel();
                }
            });
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(GenerateEvent event) {
            switch (event) {
                case GenerateEvent.Started started -> { }
                case GenerateEvent.Delta delta -> {
                    Written choice = choice(delta.choice());
                    choice.text.append(delta.text());
                    choice.tokens.addAll(delta.tokens());
                }
                case GenerateEvent.Call call -> {
                    Written choice = choice(call.choice());
                    if (call.name() != null) {
                        choice.names.add(call.name());
                        choice.arguments.add(new StringBuilder());
                    }
                    choice.arguments.getLast().append(call.arguments());
                    choice.tokens.addAll(call.tokens());
                }
                case GenerateEvent.Finished finished -> {
                    Written choice = choice(finished.choice());
                    choice.reason = finished.reason();
                    choice.stop = finished.stopString();
                }
                case GenerateEvent.Completed done -> completed = done;
                case Failed failure -> failed = failure;
            }
        }

        @Override
        public void onError(Throwable error) {
            answer.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            List<Choice> all = choices.values().stream()
                    .map(each -> new Choice(each.text.toString(), each.calls(), List.copyOf(each.tokens), each.reason, each.stop)).toList();
            answer.complete(new Answer(all, completed == null ? null : completed.usage(),
                    completed == null ? null : completed.routing(), failed));
        }

        private Written choice(int index) {
            return choices.computeIfAbsent(index, i -> new Written());
        }
    }
}
