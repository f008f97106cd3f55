package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterCommand;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.intake.Intake;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Steps of the life cycle. Each answers with the state it led to; {@code If-Match} with an earlier answer's ETag makes it exclusive. */
@RestController
@RequestMapping("/adapters/{name}")
class LifeCycleController {

    private final Adapters adapters;
    private final Intake intake;

    LifeCycleController(Adapters adapters, Intake intake) {
        this.adapters = adapters;
        this.intake = intake;
    }

    @PostMapping("/versions/{version}/validate")
    Mono<ResponseEntity<AdapterState>> validate(@PathVariable String name, @PathVariable String version, ServerWebExchange exchange) {
        return write(exchange, name, intake.check(adapters.version(name, version).manifest()));
    }

    @PostMapping("/versions/{version}/canary")
    Mono<ResponseEntity<AdapterState>> canary(@PathVariable String name, @PathVariable String version,
            @RequestBody(required = false) @Nullable JsonNode body, ServerWebExchange exchange) {
        AdapterCommand.StartCanary canary = CommandBody.read(body, AdapterCommand.StartCanary.class, "percent");
        List<String> tenants = Objects.requireNonNullElse(canary.tenants(), List.of());
        return write(exchange, name, new Command.StartCanary(version, canary.percent(), tenants));
    }

    @PostMapping("/versions/{version}/promote")
    Mono<ResponseEntity<AdapterState>> promote(@PathVariable String name, @PathVariable String version, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Promote(version));
    }

    @PostMapping("/versions/{version}/retire")
    Mono<ResponseEntity<AdapterState>> retire(@PathVariable String name, @PathVariable String version, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Retire(version));
    }

    @PostMapping("/rollback")
    Mono<ResponseEntity<AdapterState>> rollBack(@PathVariable String name,
            @RequestBody(required = false) @Nullable JsonNode body, ServerWebExchange exchange) {
        if (body == null) {
            return write(exchange, name, new Command.RollBack(null, null));
        }
        AdapterCommand.RollBack back = CommandBody.read(body, AdapterCommand.RollBack.class);
        return write(exchange, name, new Command.RollBack(back.version(), reason(back)));
    }

    private static @Nullable String reason(AdapterCommand.RollBack body) {
        if (body.reason() != null && body.reason().length() > 500) {
            throw SluiceException.invalid("reason", "invalid_value", "'reason' has at most 500 characters");
        }
        return body.reason();
    }

    @PostMapping("/deactivate")
    Mono<ResponseEntity<AdapterState>> deactivate(@PathVariable String name, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Deactivate());
    }

    @PutMapping("/pins/{tenant}")
    Mono<ResponseEntity<AdapterState>> pin(@PathVariable String name, @PathVariable String tenant,
            @RequestBody(required = false) @Nullable JsonNode body, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Pin(tenant, version(body)));
    }

    @DeleteMapping("/pins/{tenant}")
    Mono<ResponseEntity<AdapterState>> unpin(@PathVariable String name, @PathVariable String tenant, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Pin(tenant, null));
    }

    @PutMapping("/aliases/{alias}")
    Mono<ResponseEntity<AdapterState>> alias(@PathVariable String name, @PathVariable String alias,
            @RequestBody(required = false) @Nullable JsonNode body, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Alias(alias, version(body)));
    }

    @DeleteMapping("/aliases/{alias}")
    Mono<ResponseEntity<AdapterState>> unalias(@PathVariable String name, @PathVariable String alias, ServerWebExchange exchange) {
        return write(exchange, name, new Command.Alias(alias, null));
    }

    private static String version(@Nullable JsonNode body) {
        return CommandBody.read(body, AdapterCommand.Choose.class, "version").version();
    }

    private Mono<ResponseEntity<AdapterState>> write(ServerWebExchange exchange, String name, Command command) {
        return adapters.write(exchange, name, command).map(Answers::state)
                .map(state -> ResponseEntity.ok().eTag(Adapters.tag(state)).body(state));
    }
}
