package io.sluice.gateway.openai;

import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.Tenant;
import io.sluice.platform.deadline.Deadline;
import io.sluice.platform.error.ErrorBody;
import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.trace.TraceContext;
import io.sluice.platform.trace.TraceFilter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers a checked request, whole or streamed. A stream that fails after its first chunk gets an error frame and then the
 * connection is cut: clients take a clean end for a whole answer, whatever stood before it.
 */
final class AnswerWriter {

    static final Duration STANDARD = Duration.ofSeconds(120);
    static final Duration MOST = Duration.ofSeconds(600);

    private static final int ANSWER_ESTIMATE = 256;
    private static final String DONE = "data: [DONE]\n\n";

    private final Generation generation;
    private final Admission admission;
    private final GatewayMeters meters;
    private final JsonMapper mapper;
    private final Clock clock;

    AnswerWriter(Generation generation, Admission admission, GatewayMeters meters, JsonMapper mapper, Clock clock) {
        this.generation = generation;
        this.admission = admission;
        this.meters = meters;
        this.mapper = mapper;
        this.clock = clock;
    }

    Mono<Void> answer(ServerWebExchange exchange, Ask ask, AnswerShape shape) {
        TraceContext trace = TraceFilter.of(exchange);
        Duration timeout = Deadline.parse(exchange.getRequest().getHeaders().getFirst(Deadline.HEADER), STANDARD, MOST);
        Generation.Call call = new Generation.Call(ask, trace.requestId(), Tenant.of(exchange).id(), timeout);
        GatewayMeters.Request measured = meters.begin(ask.stream());
        return admission.enter(exchange, estimate(ask)).flatMap(ticket -> {
            Totals totals = new Totals();
            Mono<Void> writing = ask.stream() ? stream(exchange, call, shape, totals, measured) : whole(exchange, call, shape, totals);
            return writing.doFinally(signal -> {
                measured.end(signal, totals);
                ticket.leave(totals.chargedTokens()).subscribe();
            });
        });
    }

    /** A guess from above for the prompt (no tokenizer here), and what was asked for the answer. */
    private static long estimate(Ask ask) {
        long answer = (long) (ask.maxTokens() == null ? ANSWER_ESTIMATE : ask.maxTokens()) * ask.choices() * ask.prompts().size();
        return ask.promptChars() / 2 + answer;
    }

    private Mono<Void> whole(ServerWebExchange exchange, Generation.Call call, AnswerShape shape, Totals totals) {
        ServerHttpResponse response = exchange.getResponse();
        return generation.run(call, route -> events -> {
            AnswerBuilder builder = new AnswerBuilder(call.ask(), shape, totals);
            return events.doOnNext(indexed -> builder.add(indexed.prompt(), indexed.event()))
                    .then(Mono.fromSupplier(() -> builder.build(envelope(call, route)))).flux();
        }).next().flatMap(answer -> {
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            byte[] json = mapper.writeValueAsBytes(answer);
            response.getHeaders().setContentLength(json.length);
            return response.writeWith(Mono.just(response.bufferFactory().wrap(json)));
        });
    }

    private Mono<Void> stream(ServerWebExchange exchange, Generation.Call call, AnswerShape shape, Totals totals, GatewayMeters.Request measured) {
        ServerHttpResponse response = exchange.getResponse();
        AtomicBoolean begun = new AtomicBoolean();
        Flux<String> frames = generation.run(call, route -> events -> {
            ChunkWriter writer = new ChunkWriter(call.ask(), shape, envelope(call, route), totals);
            return events.concatMapIterable(indexed -> writer.write(indexed.prompt(), indexed.event())).map(this::frame);
        });
        Flux<String> contract = frames
                .doOnNext(frame -> {
                    if (begun.compareAndSet(false, true)) {
                        measured.firstChunk();
                    }
                })
                .concatWithValues(DONE)
                .onErrorResume(failure -> begun.get()
                        ? Flux.concat(Flux.just(errorFrame(failure)), Flux.error(failure))
                        : Flux.error(failure));
        response.getHeaders().setContentType(new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8));
        response.getHeaders().setCacheControl("no-cache");
        response.getHeaders().set("X-Accel-Buffering", "no");
        response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        return response.writeAndFlushWith(contract.map(frame -> Mono.just(buffer(response, frame))));
    }

    private Envelope envelope(Generation.Call call, RouteAnswer route) {
        return new Envelope(call.requestId(), clock.instant().getEpochSecond(), call.ask().model(), route.reason());
    }

    private String frame(ObjectNode chunk) {
        return "data: " + mapper.writeValueAsString(chunk) + "\n\n";
    }

    private String errorFrame(Throwable failure) {
        return "data: " + mapper.writeValueAsString(ErrorBody.of(FailureMapping.of(failure))) + "\n\n";
    }

    private static DataBuffer buffer(ServerHttpResponse response, String text) {
        return response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
