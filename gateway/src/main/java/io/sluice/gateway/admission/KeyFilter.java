package io.sluice.gateway.admission;

import io.sluice.platform.error.ErrorResponder;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Deny by default: every path but the few exact ones below needs a key, and {@code /admin} an admin's. Open paths are
 * compared as they were sent, undecoded, so that no spelling of another path looks like an open one; admin paths are
 * compared decoded, as the handlers are found, so that no spelling of an admin path looks like another one.
 */
@Order(KeyFilter.ORDER)
public final class KeyFilter implements WebFilter {

    static final int ORDER = -100;

    private static final Set<String> OPEN = Set.of("/actuator/health", "/actuator/health/liveness",
            "/actuator/health/readiness", "/actuator/prometheus");
    private static final String ADMIN = "admin";
    private static final String BEARER = "Bearer ";
    private static final int KEY_CHARS_MAX = 512;

    private final KeyFile keys;
    private final ErrorResponder errors;

    public KeyFilter(KeyFile keys, ErrorResponder errors) {
        this.keys = keys;
        this.errors = errors;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getURI().getRawPath();
        if (path != null && OPEN.contains(path)) {
            return chain.filter(exchange);
        }
        Optional<Tenant> tenant = find(request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION));
        if (tenant.isEmpty()) {
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            return errors.write(exchange, SluiceException.user(401, "invalid_api_key",
                    "send a valid key: Authorization: Bearer <key>", null));
        }
        if (isAdmin(request.getPath()) && !tenant.get().admin()) {
            return errors.write(exchange, Tenant.adminRequired());
        }
        exchange.getAttributes().put(Tenant.KEY, tenant.get());
        return chain.filter(exchange);
    }

    private static boolean isAdmin(PathContainer path) {
        return path.elements().stream()
                .filter(PathContainer.PathSegment.class::isInstance).map(PathContainer.PathSegment.class::cast)
                .map(PathContainer.PathSegment::valueToMatch)
                .filter(segment -> !segment.isEmpty()).findFirst()
                .filter(ADMIN::equalsIgnoreCase).isPresent();
    }

    /** Two headers would leave open which of them counts, here and at a proxy before us. */
    private Optional<Tenant> find(List<String> authorizations) {
        if (authorizations.size() != 1) {
            return Optional.empty();
        }
        String authorization = authorizations.getFirst();
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        String key = authorization.substring(BEARER.length()).strip();
        return key.isEmpty() || key.length() > KEY_CHARS_MAX ? Optional.empty() : keys.find(key);
    }
}
