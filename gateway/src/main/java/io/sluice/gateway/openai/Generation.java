package io.sluice.gateway.openai;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Route, then stream. When the endpoint goes away before it wrote anything, the request is routed once more; after that
 * its failure is the caller's to see.
 */
final class Generation {

    private static final int PROMPTS_AT_ONCE = 4;

    private final RouterClient router;
    private final InferenceClient inference;

    Generation(RouterClient router, InferenceClient inference) {
        this.router = router;
        this.inference = inference;
    }

    /** @param timeout time left for the whole answer */
    record Call(Ask ask, String requestId, String tenant, Duration timeout) {
    }

    /** An event of the prompt at that place in the request. */
    record Indexed(int prompt, GenerateEvent event) {
    }

    /** @param use what to do with the events, given why they come from where they do; called anew on a second try */
    <T> Flux<T> run(Call call, Function<RouteAnswer, Function<Flux<Indexed>, Flux<T>>> use) {
        AtomicBoolean wrote = new AtomicBoolean();
        Flux<T> attempt = Flux.defer(() -> router.route(request(call)).flatMapMany(answer ->
                use.apply(answer).apply(events(call, answer).doOnNext(indexed -> {
                    if (!(indexed.event() instanceof GenerateEvent.Started)) {
                        wrote.set(true);
                    }
                }))));
        return attempt.onErrorResume(failure -> wrote.get() || !isCut(failure) ? Mono.<T>error(failure).flux() : attempt);
    }

    private Flux<Indexed> events(Call call, RouteAnswer answer) {
        return Flux.fromStream(() -> IntStream.range(0, call.ask().prompts().size()).boxed())
                .flatMap(prompt -> inference.generate(answer.endpoint(), call.ask().generation(call.ask().prompts().get(prompt),
                                answer.plan(), call.requestId(), call.tenant(), call.timeout().toMillis()))
                        .map(event -> new Indexed(prompt, event)), PROMPTS_AT_ONCE);
    }

    private static RouteRequest request(Call call) {
        Ask ask = call.ask();
        return new RouteRequest(call.requestId(), call.tenant(), ask.model(), ask.overrides(), ask.promptChars(),
                ask.maxTokens() == null ? 0 : ask.maxTokens());
    }

    private static boolean isCut(Throwable failure) {
        return failure instanceof SluiceException known && known.code().equals("upstream_cut");
    }
}
