package io.sluice.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The door: a bound on requests in flight, then the key's requests per minute, then its tokens. Tokens are reserved by
 * estimate and settled by use, so that parallel requests can't overspend together.
 */
public final class Admission {

    private static final String REQUESTS = "requests";
    private static final String TOKENS = "tokens";
    private static final Duration BUSY_RETRY = Duration.ofMillis(500);

    private final RateLimits limits;
    private final int inFlightMax;
    private final AtomicInteger inFlight = new AtomicInteger();

    public Admission(RateLimits limits, int inFlightMax, MeterRegistry meters) {
        this.limits = limits;
        this.inFlightMax = inFlightMax;
        meters.gauge("sluice.gateway.inflight", inFlight);
    }

    /** A request that was let in; exactly one {@link #leave} follows. */
    public final class Ticket {

        private final Tenant tenant;
        private final long reserved;
        private final Runnable free;

        private Ticket(Tenant tenant, long reserved, Runnable free) {
            this.tenant = tenant;
            this.reserved = reserved;
            this.free = free;
        }

        /** @param usedTokens what was read and written, also of an answer that was broken off */
        public Mono<Void> leave(long usedTokens) {
            free.run();
            return limits.settle(tenant, TOKENS, tenant.tokensPerMinute(), usedTokens - reserved);
        }
    }

    /**
     * @param estimate tokens that the request may take, ≥ 1; a request larger than the whole limit is let in when the
     *                 bucket is full, and its use is charged
     */
    public Mono<Ticket> enter(ServerWebExchange exchange, long estimate) {
        Tenant tenant = Tenant.of(exchange);
        if (inFlight.incrementAndGet() > inFlightMax) {
            inFlight.decrementAndGet();
            return Mono.error(SluiceException.capacity(503, "too_many_requests_in_flight",
                    "the gateway is busy; try again in a moment", BUSY_RETRY));
        }
        Runnable free = once();
        long reserve = Math.min(Math.max(1, estimate), tenant.tokensPerMinute());
        return limits.take(tenant, REQUESTS, tenant.requestsPerMinute(), 1)
                .flatMap(requests -> check(exchange, requests, REQUESTS))
                .then(Mono.defer(() -> limits.take(tenant, TOKENS, tenant.tokensPerMinute(), reserve)))
                .flatMap(tokens -> check(exchange, tokens, TOKENS))
                .thenReturn(new Ticket(tenant, reserve, free))
                .doOnError(refused -> free.run())
                .doOnCancel(free);
    }

    /** A cancellation is told to this Mono also after it let the request in, whose ticket then leaves as well. */
    private Runnable once() {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                inFlight.decrementAndGet();
            }
        };
    }

    private static Mono<Boolean> check(ServerWebExchange exchange, RateLimits.Decision decision, String kind) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("x-ratelimit-limit-" + kind, Long.toString(decision.limit()));
        headers.set("x-ratelimit-remaining-" + kind, Long.toString(decision.remaining()));
        if (decision.local()) {
            headers.set("X-Sluice-Degraded", "redis-away; rate limits are local");
        }
        return decision.allowed() ? Mono.just(true) : Mono.error(SluiceException.capacity(429, "rate_limit_exceeded",
                "this key's limit of " + decision.limit() + " " + kind + " per minute is used up", decision.retryAfter()));
    }
}
