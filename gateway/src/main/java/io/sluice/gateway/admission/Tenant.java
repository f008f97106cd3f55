package io.sluice.gateway.admission;

import io.sluice.platform.error.SluiceException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who asks: an entry of the key file.
 *
 * @param sha256            of the key, 64 hex digits
 * @param requestsPerMinute 1..10 000 000 000
 * @param tokensPerMinute   prompt and answer tokens together, 1..10 000 000 000
 */
public record Tenant(String id, String sha256, boolean admin, long requestsPerMinute, long tokensPerMinute) {

    static final String KEY = Tenant.class.getName();

    /** The tenant whose key came with the request. */
    public static Tenant of(ServerWebExchange exchange) {
        return (Tenant) exchange.getRequiredAttribute(KEY);
    }

    /** @throws SluiceException 403 when the key that came with the request is no admin's */
    public static void requireAdmin(ServerWebExchange exchange) {
        if (!of(exchange).admin()) {
            throw adminRequired();
        }
    }

    static SluiceException adminRequired() {
        return SluiceException.user(403, "admin_key_required", "this needs an admin key", null);
    }

    @Override
    public String toString() {
        return id;
    }
}
