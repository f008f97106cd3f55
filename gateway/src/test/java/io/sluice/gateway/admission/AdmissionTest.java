package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.redis.RedisGuard;
import io.sluice.platform.security.ApiKeyHash;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
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
    private final Admission admission = new Admission(limits);
    private final InFlight inFlight = new InFlight(2, meters);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void aRequestCancelledAfterItWasLetInIsCountedOnce() {
        Disposable request = inFlight.run(Mono::<Void>never).subscribe();
        assertThat(inFlight()).isEqualTo(1);
        request.dispose();
        assertThat(inFlight()).isZero();
    }

    @Test
    void aRequestOverTheLimitLeavesTheDoorFree() {
        Tenant tenant = tenant(1, 100);
        enter(exchange(tenant), 10).settle(10).toFuture().join();
        SluiceException refused = refused(() -> inFlight.run(() -> admission.reserve(exchange(tenant), 90)));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).isPositive();
        assertThat(inFlight()).isZero();
    }

    @Test
    void aFullHouseIsA503() {
        inFlight.run(Mono::<Void>never).subscribe();
        inFlight.run(Mono::<Void>never).subscribe();
        assertThat(refused(() -> inFlight.run(Mono::empty)).status()).isEqualTo(503);
        assertThat(inFlight()).isEqualTo(2);
    }

    @Test
    void whatWasReservedAndNotUsedIsGivenBack() {
        Tenant tenant = tenant(10, 100);
        enter(exchange(tenant), 90).settle(10).toFuture().join();
        MockServerWebExchange next = exchange(tenant);
        enter(next, 80).settle(80).toFuture().join();
        assertThat(next.getResponse().getHeaders().getFirst("x-ratelimit-limit-tokens")).isEqualTo("100");
    }

    @Test
    void aRequestLargerThanTheWholeLimitIsLetInWhenTheBucketIsFull() {
        Tenant tenant = tenant(10, 100);
        enter(exchange(tenant), 5000).settle(100).toFuture().join();
        assertThat(refused(() -> admission.reserve(exchange(tenant), 90)).status()).isEqualTo(429);
    }

    private Admission.Reservation enter(MockServerWebExchange exchange, long estimate) {
        return admission.reserve(exchange, estimate).toFuture().join();
    }

    private static SluiceException refused(Supplier<Mono<?>> request) {
        try {
            request.get().toFuture().join();
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
