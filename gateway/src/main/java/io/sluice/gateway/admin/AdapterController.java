package io.sluice.gateway.admin;

import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.upstream.RegistryClient;
import io.sluice.platform.error.SluiceException;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Adapters for operators: the registry's own API, behind an admin key. */
@RestController
class AdapterController {

    private static final String ADMIN = "/admin";
    /** What names, versions and digests are made of: nothing that a second reader could read differently. */
    private static final Pattern PATH = Pattern.compile("/admin/(adapters(/[A-Za-z0-9][A-Za-z0-9._-]{0,63}){0,5}|residency)");

    private final RegistryClient registry;

    AdapterController(RegistryClient registry) {
        this.registry = registry;
    }

    @RequestMapping({"/admin/adapters", "/admin/adapters/{*rest}", "/admin/residency"})
    Mono<Void> pass(ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        String path = exchange.getRequest().getURI().getRawPath();
        if (path == null || !PATH.matcher(path).matches()) {
            throw SluiceException.user(404, "not_found", "there is nothing at this path", null);
        }
        String query = exchange.getRequest().getURI().getRawQuery();
        return registry.pass(exchange, path.substring(ADMIN.length()) + (query == null ? "" : "?" + query), Tenant.of(exchange).id());
    }
}
