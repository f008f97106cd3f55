package io.sluice.gateway.openai;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.gateway.upstream.Fingerprints;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.RouterClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/**
 * Route, then stream. When the endpoint goes away before the caller got anything, the request is routed once more; after
 * that its failure is the caller's to see.
 */
final class Generation {

    private static final int PROMPTS_AT_ONCE = 4;
    /** The router looks at its endpoints twice a second; a retry that came sooner would be sent to the dead one again. */
    private static final Duration RETRY_AFTER = Duration.ofMillis(750);

    private final RouterClient router;
    private final InferenceClient inference;
    private final Fingerprints fingerprints;

    Generation(RouterClient router, InferenceClient inference, Fingerprints fingerprints) {
        this.router = router;
        this.inference = inference;
        this.fingerprints = fingerprints;
    }

    /** @param deadlineNanos when the whole answer must be there, on {@link System#nanoTime}'s clock */
    record Call(Ask ask, String requestId, String tenant, long deadlineNanos) {

        Duration left() {
            return Duration.ofNanos(deadlineNanos - System.nanoTime());
        }
    }

    /** Where an answer comes from. */
    record Routed(RouteAnswer answer, Optional<String> fingerprint) {
    }

    /** An event of the prompt at that place in the request. */
    record Indexed(int prompt, GenerateEvent event) {
    }

    /** What a caller makes of the events; begun anew on a second try. */
    @FunctionalInterface
    interface Writer<T> {

        Flux<T> write(Routed routed, Flux<Indexed> events);
    }

    /** @param writer its first element is the point of no return: from then on no second try is made */
    <T> Flux<T> run(Call call, Writer<T> writer) {
        AtomicBoolean begun = new AtomicBoolean();
        Flux<T> attempt = Flux.defer(() -> router.route(request(call))
                .flatMap(answer -> fingerprints.of(answer.plan()).map(fingerprint -> new Routed(answer, fingerprint)))
                .flatMapMany(routed -> writer.write(routed, events(call, routed.answer()))));
        return attempt.doOnNext(written -> begun.set(true))
                .onErrorResume(failure -> begun.get() || !InferenceClient.isCut(failure) || call.left().compareTo(RETRY_AFTER) < 0
                        ? Flux.error(failure)
                        : attempt.delaySubscription(RETRY_AFTER));
    }

    /** A failure keeps its place behind what came before it, so that a caller gets all that was written until then. */
    private Flux<Indexed> events(Call call, RouteAnswer answer) {
        return Flux.fromStream(() -> IntStream.range(0, call.ask().prompts().size()).boxed())
                .flatMap(prompt -> events(call, answer, prompt).materialize().filter(signal -> !signal.isOnComplete()), PROMPTS_AT_ONCE)
                .dematerialize();
    }

    private Flux<Indexed> events(Call call, RouteAnswer answer, int prompt) {
        long millis = call.left().toMillis();
        if (millis <= 0) {
            return Flux.error(InferenceClient.late());
        }
        return inference.generate(answer.endpoint(), call.ask().generation(call.ask().prompts().get(prompt),
                        answer.plan(), call.requestId(), call.tenant(), millis))
                .map(event -> new Indexed(prompt, event));
    }

    private static RouteRequest request(Call call) {
        Ask ask = call.ask();
        return new RouteRequest(call.requestId(), call.tenant(), ask.model(), ask.overrides(), ask.promptChars(),
                ask.maxTokens() == null ? 0 : ask.maxTokens());
    }
}
