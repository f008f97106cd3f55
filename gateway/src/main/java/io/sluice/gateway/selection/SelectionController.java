package io.sluice.gateway.selection;

import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.upstream.SelectionClient;
import io.sluice.platform.error.SluiceException;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What models are trained on is everybody's matter: only admins choose it. */
@RestController
class SelectionController {

    private static final String PREFIX = "/v1/selection";
    /** What names, digests ({@code sha256:…}) and identities are made of: nothing that a second reader could read differently. */
    private static final Pattern PATH = Pattern.compile("/v1/selection(/[A-Za-z0-9][A-Za-z0-9._:-]{0,127}){1,5}");

    /** What else may stand in one unescaped. */
    private static final Pattern QUERY = Pattern.compile("[\\w.~!$&'()*+,;=:@/?%-]*");

    private final SelectionClient selection;

    SelectionController(SelectionClient selection) {
        this.selection = selection;
    }

    @RequestMapping("/v1/selection/{*rest}")
    Mono<Void> pass(ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        String path = exchange.getRequest().getURI().getRawPath();
        // What runs inside a service is its operators' matter.
        if (path == null || !PATH.matcher(path).matches() || path.startsWith(PREFIX + "/actuator")) {
            throw SluiceException.user(404, "not_found", "there is nothing at this path", null);
        }
        String query = exchange.getRequest().getURI().getRawQuery();
        if (query != null && !QUERY.matcher(query).matches()) {
            throw SluiceException.user(400, "invalid_query", "the query has to be percent-encoded", null);
        }
        return selection.pass(exchange, path.substring(PREFIX.length()) + (query == null ? "" : "?" + query), Tenant.of(exchange).id());
    }
}
