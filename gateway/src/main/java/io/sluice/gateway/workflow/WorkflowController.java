package io.sluice.gateway.workflow;

import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.upstream.WorkflowClient;
import io.sluice.platform.error.SluiceException;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Passes on what is asked of workflows. Who may do what is decided there, by the tenant and whether its key is an admin's;
 * each request counts against the key's rate.
 */
@RestController
class WorkflowController {

    private static final String V1 = "/v1";
    /** What names, identities and versions are made of: nothing that a second reader could read differently. */
    private static final Pattern PATH = Pattern.compile("/v1/(workflows|runs|budgets)(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,5}");

    private final WorkflowClient workflows;
    private final Admission admission;

    WorkflowController(WorkflowClient workflows, Admission admission) {
        this.workflows = workflows;
        this.admission = admission;
    }

    @RequestMapping({"/v1/workflows", "/v1/workflows/{*rest}", "/v1/runs", "/v1/runs/{*rest}", "/v1/budgets", "/v1/budgets/{*rest}"})
    Mono<Void> pass(ServerWebExchange exchange) {
        String path = exchange.getRequest().getURI().getRawPath();
        if (path == null || !PATH.matcher(path).matches()) {
            throw SluiceException.user(404, "not_found", "there is nothing at this path", null);
        }
        String query = exchange.getRequest().getURI().getRawQuery();
        Tenant tenant = Tenant.of(exchange);
        return admission.count(exchange).then(Mono.defer(() -> workflows.pass(exchange,
                path.substring(V1.length()) + (query == null ? "" : "?" + query), new WorkflowClient.Caller(tenant.id(), tenant.admin()))));
    }
}
