package io.sluice.gateway.admission;

import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The key's requests per minute, then its tokens. Tokens are reserved by estimate and settled by use, so that parallel
 * requests can't overspend together.
 */
public final class Admission {

    private static final String REQUESTS = "requests";
    private static final String TOKENS = "tokens";

    private final RateLimits limits;

    public Admission(RateLimits limits) {
        this.limits = limits;
    }

    /** Tokens held for a request that was let in; exactly one {@link #settle} follows. */
    public final class Reservation {

        private final Tenant tenant;
        private final RateLimits.Decision held;

        private Reservation(Tenant tenant, RateLimits.Decision held) {
            this.tenant = tenant;
            this.held = held;
        }

        /** @param usedTokens what the request really took, whatever its end: tokens that were sent are charged once */
        public Mono<Void> settle(long usedTokens) {
            return limits.settle(tenant, TOKENS, tenant.tokensPerMinute(), held, usedTokens);
        }
    }

    /** Counts a request that takes no tokens. */
    public Mono<Void> count(ServerWebExchange exchange) {
        Tenant tenant = Tenant.of(exchange);
        return limits.take(tenant, REQUESTS, tenant.requestsPerMinute(), 1)
                .flatMap(decision -> check(exchange, decision, REQUESTS)).then();
    }

    /**
     * @param estimate tokens that the request may take, ≥ 1; a request larger than the whole limit is let in when the
     *                 bucket is full, and its use is charged
     */
    public Mono<Reservation> reserve(ServerWebExchange exchange, long estimate) {
        Tenant tenant = Tenant.of(exchange);
        long wanted = Math.clamp(estimate, 1, tenant.tokensPerMinute());
        return count(exchange)
                .then(Mono.defer(() -> limits.take(tenant, TOKENS, tenant.tokensPerMinute(), wanted)))
                .flatMap(decision -> check(exchange, decision, TOKENS))
                .map(decision -> new Reservation(tenant, decision));
    }

    private static Mono<RateLimits.Decision> check(ServerWebExchange exchange, RateLimits.Decision decision, String kind) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("x-ratelimit-limit-" + kind, Long.toString(decision.limit()));
        headers.set("x-ratelimit-remaining-" + kind, Long.toString(decision.remaining()));
        headers.set("x-ratelimit-reset-" + kind, seconds(decision.resetAfter()));
        if (decision.local()) {
            headers.set("X-Sluice-Degraded", "rate-limits-local; redis is away");
        }
        return decision.allowed() ? Mono.just(decision) : Mono.error(SluiceException.capacity(429, "rate_limit_exceeded",
                "this key's limit of " + decision.limit() + " " + kind + " per minute is used up", decision.retryAfter()));
    }

    /** As OpenAI writes durations, e.g. {@code 1.5s}. */
    private static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis / 1000.0 + "s";
    }
}
