package io.sluice.gateway.openai;

import io.sluice.platform.error.ErrorBody;
import io.sluice.platform.error.FailureMapping;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server-sent events as OpenAI's clients expect them. A stream that fails after its first frame gets an error frame and
 * then the connection is cut: clients take a clean end for a whole answer, whatever stood before it.
 */
final class EventStream {

    /** Some clients, the JDK's among them, drop what they have not passed on when they see the cut: time to pass on the reason. */
    private static final Duration TO_READ = Duration.ofMillis(100);
    private static final MediaType EVENTS = new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8);
    private static final String DONE = "data: [DONE]\n\n";

    private final JsonMapper mapper;

    EventStream(JsonMapper mapper) {
        this.mapper = mapper;
    }

    String frames(List<ObjectNode> chunks) {
        return chunks.stream().map(chunk -> "data: " + mapper.writeValueAsString(chunk) + "\n\n").collect(Collectors.joining());
    }

    /** @param begins run with the first frame */
    Mono<Void> write(ServerHttpResponse response, Flux<String> frames, Runnable begins) {
        AtomicBoolean begun = new AtomicBoolean();
        AtomicReference<Throwable> broken = new AtomicReference<>();
        Flux<String> contract = frames
                .doOnNext(frame -> {
                    if (begun.compareAndSet(false, true)) {
                        begins.run();
                    }
                })
                .concatWithValues(DONE)
                .onErrorResume(failure -> {
                    if (!begun.get()) {
                        return Flux.error(failure);
                    }
                    broken.set(failure);
                    return Flux.just(errorFrame(failure));
                });
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(EVENTS);
        headers.setCacheControl("no-cache");
        headers.set("X-Accel-Buffering", "no");
        // Only when everything is out does the failure cut the connection: earlier it would overtake what waits to be written.
        return response.writeAndFlushWith(contract.map(frame -> Mono.just(buffer(response, frame))))
                .then(Mono.defer(() -> Mono.justOrEmpty(broken.get()).delayElement(TO_READ).flatMap(Mono::error)));
    }

    private String errorFrame(Throwable failure) {
        return "data: " + mapper.writeValueAsString(ErrorBody.of(FailureMapping.of(failure))) + "\n\n";
    }

    private static DataBuffer buffer(ServerHttpResponse response, String text) {
        return response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
