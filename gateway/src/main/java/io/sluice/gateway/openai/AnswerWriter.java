package io.sluice.gateway.openai;

import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.Tenant;
import io.sluice.platform.deadline.Deadline;
import io.sluice.platform.trace.TraceFilter;
import java.time.Clock;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers a checked request, whole or streamed. */
final class AnswerWriter {

    static final Duration STANDARD = Duration.ofSeconds(120);
    static final Duration MOST = Duration.ofSeconds(600);

    private static final int ANSWER_ESTIMATE = 256;

    private final Generation generation;
    private final Admission admission;
    private final JsonMapper mapper;
    private final EventStream stream;
    private final Clock clock;

    AnswerWriter(Generation generation, Admission admission, JsonMapper mapper, Clock clock) {
        this.generation = generation;
        this.admission = admission;
        this.mapper = mapper;
        this.stream = new EventStream(mapper);
        this.clock = clock;
    }

    Mono<Void> answer(ServerWebExchange exchange, Ask ask, AnswerShape shape, GatewayMeters.Request measured) {
        Duration timeout = Deadline.parse(exchange.getRequest().getHeaders().getFirst(Deadline.HEADER), STANDARD, MOST);
        Generation.Call call = new Generation.Call(ask, TraceFilter.of(exchange).requestId(), Tenant.of(exchange).id(),
                measured.beganNanos() + timeout.toNanos());
        return admission.reserve(exchange, estimate(ask)).flatMap(reservation -> {
            Attempt attempt = new Attempt(call, shape);
            Mono<Void> writing = ask.stream() ? stream(exchange, attempt, measured) : whole(exchange, attempt);
            return writing.doFinally(signal -> {
                measured.used(attempt.totals);
                reservation.settle(used(ask, attempt.totals)).subscribe();
            });
        });
    }

    /** What is written, and what it has taken so far; a second try counts from nothing. */
    private final class Attempt {

        private final Generation.Call call;
        private final AnswerShape shape;
        private volatile Totals totals;

        private Attempt(Generation.Call call, AnswerShape shape) {
            this.call = call;
            this.shape = shape;
            this.totals = new Totals(call.ask().entropies());
        }

        private AnswerBuilder builder() {
            totals = new Totals(call.ask().entropies());
            return new AnswerBuilder(call.ask(), shape, totals);
        }

        private ChunkWriter chunks(Generation.Routed routed) {
            totals = new Totals(call.ask().entropies());
            return new ChunkWriter(call.ask(), shape, envelope(routed), totals);
        }

        private Envelope envelope(Generation.Routed routed) {
            return new Envelope(call.requestId(), clock.instant().getEpochSecond(), call.ask().model(), routed.answer().reason(),
                    routed.fingerprint().orElse(null));
        }
    }

    /** A guess from above for the prompt (no tokenizer here), and what was asked for the answer. */
    private static long estimate(Ask ask) {
        long answer = (long) (ask.maxTokens() == null ? ANSWER_ESTIMATE : ask.maxTokens()) * ask.choices() * ask.prompts().size();
        return ask.promptChars() / 2 + answer * ask.samples();
    }

    /** Samples are told of at the end: where it did not come, what they took is known by the estimate only. */
    private static long used(Ask ask, Totals totals) {
        long known = (long) totals.inputTokens() + totals.outputTokens();
        return ask.samples() > 1 && totals.begun() && !totals.completed() ? Math.max(known, estimate(ask)) : known;
    }

    private Mono<Void> whole(ServerWebExchange exchange, Attempt attempt) {
        ServerHttpResponse response = exchange.getResponse();
        return generation.run(attempt.call, (routed, events) -> {
            AnswerBuilder builder = attempt.builder();
            return events.doOnNext(indexed -> builder.add(indexed.prompt(), indexed.event()))
                    .thenMany(Flux.defer(() -> Flux.just(builder.build(attempt.envelope(routed)))));
        }).next().flatMap(answer -> {
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            byte[] json = mapper.writeValueAsBytes(answer);
            response.getHeaders().setContentLength(json.length);
            return response.writeWith(Mono.just(response.bufferFactory().wrap(json)));
        });
    }

    private Mono<Void> stream(ServerWebExchange exchange, Attempt attempt, GatewayMeters.Request measured) {
        Flux<String> written = generation.run(attempt.call, (routed, events) -> {
            ChunkWriter writer = attempt.chunks(routed);
            return events.map(indexed -> stream.frames(writer.write(indexed.prompt(), indexed.event()))).filter(text -> !text.isEmpty());
        });
        return stream.write(exchange.getResponse(), written, measured::firstChunk);
    }
}
