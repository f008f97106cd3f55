package io.sluice.workflow.web;

import io.sluice.platform.error.SluiceException;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who asks, as the gateway tells: it checked the key, and nobody else reaches this service.
 *
 * @param tenant whose runs it may see; an admin's key sees all
 */
record Caller(String tenant, boolean admin) {

    private static final String ACTOR = "X-Sluice-Actor";
    private static final String ADMIN = "X-Sluice-Admin";
    private static final Pattern NAME = Pattern.compile("[\\w.@-]{1,64}");

    /** @throws SluiceException 401 where the gateway named nobody */
    static Caller of(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String actor = headers.getFirst(ACTOR);
        if (actor == null || !NAME.matcher(actor).matches()) {
            throw SluiceException.user(401, "unknown_caller", "nobody is named as the one who asks: come through the gateway", null);
        }
        return new Caller(actor, "true".equals(headers.getFirst(ADMIN)));
    }

    static Caller admin(ServerWebExchange exchange) {
        Caller caller = of(exchange);
        if (!caller.admin) {
            throw SluiceException.user(403, "admin_key_required", "this needs an admin key", null);
        }
        return caller;
    }

    /** Whether what belongs to that tenant is for this caller's eyes. */
    boolean sees(String owner) {
        return admin || tenant.equals(owner);
    }
}
