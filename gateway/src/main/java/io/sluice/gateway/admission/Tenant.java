package io.sluice.gateway.admission;

import org.springframework.web.server.ServerWebExchange;

/**
 * Who asks: an entry of the key file.
 *
 * @param requestsPerMinute ≥ 1
 * @param tokensPerMinute   prompt and answer tokens together, ≥ 1
 */
public record Tenant(String id, String sha256, boolean admin, long requestsPerMinute, long tokensPerMinute) {

    static final String KEY = Tenant.class.getName();

    /** The tenant whose key came with the request. */
    public static Tenant of(ServerWebExchange exchange) {
        return (Tenant) exchange.getRequiredAttribute(KEY);
    }

    @Override
    public String toString() {
        return id;
    }
}
