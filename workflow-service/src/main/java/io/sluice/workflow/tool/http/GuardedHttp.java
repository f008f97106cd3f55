package io.sluice.workflow.tool.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * One HTTP exchange with an address that was looked up once and found to be public (or allowed by the operator). No
 * redirects, no proxies, no second tries, no decompression; bounded in time and size. Thread-safe.
 *
 * <p>The connection is made to the very address that was checked, whatever a name server says a moment later; names in the
 * request's {@code Host} and in TLS stay as they were.
 */
public final class GuardedHttp {

    static final int ANSWER_MAX = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /**
     * @param body   absent: none
     * @param enough of what has come so far: nothing more is read; absent: everything is
     */
    public record Request(String method, URI uri, Map<String, String> headers, byte @Nullable [] body, @Nullable Predicate<byte[]> enough) {
    }

    /** What came of it. */
    public sealed interface Exchange {
    }

    /** @param headers by name in lower case */
    public record Answered(int status, Map<String, String> headers, byte[] body) implements Exchange {
    }

    /** @param why for whoever called */
    public record Stopped(Refused why) implements Exchange {
    }

    private final NetworkPolicy policy;
    private final Addresses.Lookup lookup;
    private final HttpClient client;

    public GuardedHttp(NetworkPolicy policy, LoopResources loops) {
        this(policy, loops, InetAddress::getAllByName);
    }

    GuardedHttp(NetworkPolicy policy, LoopResources loops, Addresses.Lookup lookup) {
        this.policy = policy;
        this.lookup = lookup;
        this.client = HttpClient.create(ConnectionProvider.newConnection()).runOn(loops)
                .followRedirect(false).disableRetry(true).compress(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis());
    }

    /** Blocks; heeds interruption. */
    public Exchange send(Request request, double seconds) throws InterruptedException {
        String authority = Route.authority(request.uri());
        InetAddress address;
        try {
            InetAddress[] all = lookup.all(request.uri().getHost());
            for (InetAddress each : all) {
                if (!Addresses.isPublic(each) && !policy.inside().contains(authority)) {
                    return stopped("address_refused", "'" + request.uri().getHost() + "' is not on the public network", false, Happened.NO);
                }
            }
            address = all[0];
        } catch (UnknownHostException nowhere) {
            return stopped("unknown_host", "there is no host '" + request.uri().getHost() + "'", true, Happened.NO);
        }
        return exchange(request, authority, address, seconds);
    }

    private Exchange exchange(Request request, String authority, InetAddress address, double seconds) throws InterruptedException {
        Map<String, String> headers = new HashMap<>(request.headers());
        String authorization = policy.authorizations().get(authority);
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        CompletableFuture<Answered> answer = client.resolver(new PinnedAddress(address))
                .headers(all -> headers.forEach(all::set))
                .request(HttpMethod.valueOf(request.method()))
                .uri(request.uri())
                .send(body(request))
                .response((response, body) -> body.asByteArray()
                        .scanWith(() -> new Gathered(ANSWER_MAX), Gathered::plus)
                        .takeUntil(gathered -> gathered.enough(request.enough()))
                        .last()
                        .map(gathered -> new Answered(response.status().code(), headers(response), gathered.bytes())))
                .next()
                .toFuture();
        try {
            return answer.get((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return stopped("tool_timeout", "the server did not answer in time", true, Happened.MAYBE);
        } catch (ExecutionException fault) {
            return failed(fault.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static Mono<ByteBuf> body(Request request) {
        return request.body() == null ? Mono.empty() : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(request.body()));
    }

    private static Exchange failed(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof Gathered.TooLargeException) {
                return stopped("too_large", "the answer has more than " + ANSWER_MAX + " bytes", false, Happened.YES);
            }
            if (each instanceof ConnectException) {
                return stopped("server_unreachable", "the server does not take connections", true, Happened.NO);
            }
        }
        return stopped("server_failed", "the exchange broke off: " + cause.getClass().getSimpleName(), true, Happened.MAYBE);
    }

    private static Map<String, String> headers(HttpClientResponse response) {
        Map<String, String> headers = new HashMap<>();
        response.responseHeaders().forEach(each -> headers.putIfAbsent(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        return headers;
    }

    private static Stopped stopped(String code, String message, boolean retryable, Happened happened) {
        return new Stopped(new Refused(code, message, retryable, happened));
    }
}
