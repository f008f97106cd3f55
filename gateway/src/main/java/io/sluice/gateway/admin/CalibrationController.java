package io.sluice.gateway.admin;

import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.openai.BodyReader;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.platform.error.SluiceException;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Calibrations for operators: the router's own, behind an admin key, which is asked for again where they are. */
@RestController
@RequestMapping("/admin/calibrations")
class CalibrationController {

    private static final int BODY_MAX_BYTES = 16 << 20;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final RouterClient router;
    private final BodyReader bodies;

    CalibrationController(RouterClient router, BodyReader bodies) {
        this.router = router;
        this.bodies = bodies;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<JsonNode> start(ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        return bodies.bytes(exchange, BODY_MAX_BYTES).flatMap(body -> router.calibrations(HttpMethod.POST, "/calibrations", body));
    }

    @GetMapping
    Mono<JsonNode> list(ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        return router.calibrations(HttpMethod.GET, "/calibrations", null);
    }

    @GetMapping("/{id}")
    Mono<JsonNode> find(@PathVariable String id, ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        return router.calibrations(HttpMethod.GET, path(id), null);
    }

    @DeleteMapping("/{id}")
    Mono<JsonNode> cancel(@PathVariable String id, ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        return router.calibrations(HttpMethod.DELETE, path(id), null);
    }

    private static String path(String id) {
        if (!ID.matcher(id).matches()) {
            throw SluiceException.user(404, "calibration_not_found", "there is no calibration of that id", "id");
        }
        return "/calibrations/" + id;
    }
}
