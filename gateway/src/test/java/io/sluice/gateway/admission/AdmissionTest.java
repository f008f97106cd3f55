package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.redis.RedisGuard;
import io.sluice.platform.security.ApiKeyHash;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class AdmissionTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** Nothing listens there: the local buckets decide. */
    private final RedisGuard redis = new RedisGuard("redis://127.0.0.1:1", meters);
    private final RateLimits limits = new RateLimits(redis, 1, meters);
    private final Admission admission = new Admission(limits, 2, meters);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void whoLeavesIsCountedOnce() {
        Admission.Ticket ticket = enter(exchange(tenant(10, 100)), 10);
        assertThat(inFlight()).isEqualTo(1);
        ticket.leave(5).toFuture().join();
        assertThat(inFlight()).isZero();
    }

    @Test
    void aRequestCancelledAfterItWasLetInIsCountedOnce() {
        Disposable request = serve(exchange(tenant(10, 100)));
        assertThat(inFlight()).isEqualTo(1);
        request.dispose();
        assertThat(inFlight()).isZero();
    }

    @Test
    void aRequestOverTheLimitLeavesTheDoorFree() {
        Tenant tenant = tenant(1, 100);
        enter(exchange(tenant), 10).leave(10).toFuture().join();
        SluiceException refused = refused(exchange(tenant));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).isPositive();
        assertThat(inFlight()).isZero();
    }

    @Test
    void aFullHouseIsA503() {
        Tenant tenant = tenant(10, 100);
        enter(exchange(tenant), 1);
        enter(exchange(tenant), 1);
        assertThat(refused(exchange(tenant)).status()).isEqualTo(503);
        assertThat(inFlight()).isEqualTo(2);
    }

    @Test
    void whatWasReservedAndNotUsedIsGivenBack() {
        Tenant tenant = tenant(10, 100);
        enter(exchange(tenant), 90).leave(10).toFuture().join();
        MockServerWebExchange next = exchange(tenant);
        enter(next, 80).leave(80).toFuture().join();
        assertThat(next.getResponse().getHeaders().getFirst("x-ratelimit-limit-tokens")).isEqualTo("100");
    }

    @Test
    void aRequestLargerThanTheWholeLimitIsLetInWhenTheBucketIsFull() {
        Tenant tenant = tenant(10, 100);
        enter(exchange(tenant), 5000).leave(100).toFuture().join();
        assertThat(refused(exchange(tenant)).status()).isEqualTo(429);
    }

    /** Let in, then busy until it is cancelled, as a stream is. */
    private Disposable serve(MockServerWebExchange exchange) {
        return admission.enter(exchange, 1)
                .flatMap(ticket -> Mono.<Void>never().doFinally(signal -> ticket.leave(1).subscribe())).subscribe();
    }

    private Admission.Ticket enter(MockServerWebExchange exchange, long estimate) {
        return admission.enter(exchange, estimate).toFuture().join();
    }

    private SluiceException refused(MockServerWebExchange exchange) {
        try {
            enter(exchange, 90);
        } catch (CompletionException refused) {
            return FailureMapping.of(refused.getCause());
        }
        throw new AssertionError("was let in");
    }

    private double inFlight() {
        return meters.get("sluice.gateway.inflight").gauge().value();
    }

    private static Tenant tenant(long requests, long tokens) {
        return new Tenant("me", ApiKeyHash.of("sk"), false, requests, tokens);
    }

    private static MockServerWebExchange exchange(Tenant tenant) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/v1/chat/completions").build());
        exchange.getAttributes().put(Tenant.KEY, tenant);
        return exchange;
    }
}
