package io.sluice.workflow.agent;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * LangChain4j's way out, on the JDK's client: with a deadline for the whole answer, a bound on its size, cancellation by
 * interruption, patience with 429 and 503 as long as the deadline allows, and a second try where no answer came. Of one call.
 */
final class UpstreamClient implements HttpClient {

    private static final int ANSWER_MAX = 8 << 20;
    private static final int TRIES_MAX = 6;
    private static final int LOST_MAX = 2;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    /** No answer, or not the whole of it. */
    private static final class LostException extends UpstreamException {

        private static final long serialVersionUID = 1;

        LostException(String message) {
            super(502, "upstream_failed", message, true);
        }
    }

    private final java.net.http.HttpClient client;
    private final Waiting waiting;
    private final Map<String, String> headers;

    /** @param headers that tell the upstream whose call this is */
    UpstreamClient(java.net.http.HttpClient client, Waiting waiting, Map<String, String> headers) {
        this.client = client;
        this.waiting = waiting;
        this.headers = headers;
    }

    /** The same for one call, which tells its place in the trace. */
    UpstreamClient as(String traceparent) {
        Map<String, String> more = new HashMap<>(headers);
        more.put("traceparent", traceparent);
        return new UpstreamClient(client, waiting, more);
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Duration wait = FIRST_WAIT;
        for (int tries = 1;; tries++) {
            Duration next = wait;
            try {
                HttpResponse<byte[]> response = send(request);
                int status = response.statusCode();
                if (status / 100 == 2) {
                    return SuccessfulHttpResponse.builder().statusCode(status).headers(response.headers().map())
                            .body(new String(response.body(), StandardCharsets.UTF_8)).build();
                }
                boolean patient = (status == 429 || status == 503) && tries < TRIES_MAX
                        && !response.headers().firstValue("x-should-retry").orElse("").equals("false");
                next = Refusal.wait(response.headers(), waiting.clock()).orElse(wait);
                if (!patient || next.compareTo(waiting.left()) >= 0) {
                    throw Refusal.of(status, new String(response.body(), StandardCharsets.UTF_8));
                }
            } catch (LostException lost) {
                // An upstream that starts again, or a connection that it closed while it was idle.
                if (tries >= LOST_MAX || next.compareTo(waiting.left()) >= 0) {
                    throw lost;
                }
            }
            pause(next);
            wait = wait.multipliedBy(2);
        }
    }

    private void pause(Duration time) {
        try {
            waiting.pause().pause(time);
        } catch (InterruptedException cancelled) {
            throw new InterruptedCallException();
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        Duration left = waiting.left();
        if (left.isNegative() || left.isZero()) {
            throw new UpstreamException(504, "deadline_exceeded", "no time is left for the call", true);
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(jdk(request, left), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_MAX));
        try {
            return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException cancelled) {
            throw new InterruptedCallException();
        } catch (TimeoutException late) {
            throw new UpstreamException(504, "deadline_exceeded", "the upstream did not answer in time", true);
        } catch (ExecutionException fault) {
            throw fault.getCause() instanceof IOException lost
                    ? new LostException("the upstream cannot be reached or its answer is too long: " + lost.getClass().getSimpleName())
                    : new IllegalStateException("the client failed", fault.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private java.net.http.HttpRequest jdk(HttpRequest request, Duration left) {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        headers.forEach(builder::setHeader);
        builder.setHeader("X-Sluice-Timeout-Ms", Long.toString(Math.max(1, left.toMillis())));
        return builder.method(request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofString(request.body())).build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("steps take whole answers");
    }
}
