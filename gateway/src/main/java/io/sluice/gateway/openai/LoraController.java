package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.gateway.admission.Tenant;
import io.sluice.gateway.upstream.RegistryClient;
import io.sluice.platform.error.SluiceException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * vLLM's way of loading and unloading adapters, for tools that know it: to load is to add a version from a folder and
 * promote it, to unload is to deactivate. Both need an admin key.
 */
@RestController
@RequestMapping("/v1")
class LoraController {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final BodyReader bodies;
    private final RegistryClient registry;

    /** @param inPlace whether another version may be active under the name already */
    record Load(@JsonProperty("lora_name") @Nullable String name, @JsonProperty("lora_path") @Nullable String path,
            @JsonProperty("load_inplace") @Nullable Boolean inPlace, @JsonProperty("base_model_name") @Nullable String base) {
    }

    record Unload(@JsonProperty("lora_name") @Nullable String name, @JsonProperty("lora_int_id") @Nullable Integer id) {
    }

    LoraController(BodyReader bodies, RegistryClient registry) {
        this.bodies = bodies;
        this.registry = registry;
    }

    @PostMapping("/load_lora_adapter")
    Mono<ResponseEntity<String>> load(ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        return bodies.read(exchange, Load.class).flatMap(body -> {
            String name = name(body.name());
            if (body.path() == null || body.path().isBlank()) {
                throw SluiceException.invalid("lora_path", "missing_field", "'lora_path' is missing");
            }
            return registry.post("/adapters/" + name + "/import",
                            Map.of("path", body.path(), "replace", Boolean.TRUE.equals(body.inPlace())), Tenant.of(exchange).id())
                    .onErrorMap(SluiceException.class, LoraController::inTheirWords)
                    .thenReturn(success(name, "added"));
        });
    }

    @PostMapping("/unload_lora_adapter")
    Mono<ResponseEntity<String>> unload(ServerWebExchange exchange) {
        Tenant.requireAdmin(exchange);
        return bodies.read(exchange, Unload.class).flatMap(body -> {
            String name = name(body.name());
            return registry.get("/adapters/" + name)
                    .flatMap(state -> state.has("active") || state.has("canary")
                            ? registry.post("/adapters/" + name + "/deactivate", Map.of(), Tenant.of(exchange).id())
                            : Mono.error(SluiceException.user(404, "adapter_not_loaded", "the adapter '" + name + "' is not loaded", "lora_name")))
                    .onErrorMap(SluiceException.class, LoraController::inTheirWords)
                    .thenReturn(success(name, "removed"));
        });
    }

    /** The registry calls these fields by other names. */
    private static SluiceException inTheirWords(SluiceException refused) {
        String field = "path".equals(refused.param()) ? "lora_path" : "name".equals(refused.param()) ? "lora_name" : refused.param();
        return new SluiceException(refused.kind(), refused.status(), refused.code(), String.valueOf(refused.getMessage()), field, refused.retryAfter());
    }

    /** Text whatever the caller accepts, as it is there. */
    private static ResponseEntity<String> success(String name, String what) {
        return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body("Success: LoRA adapter '" + name + "' " + what + " successfully.");
    }

    private static String name(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw SluiceException.invalid("lora_name", name == null ? "missing_field" : "invalid_value",
                    "'lora_name' has to be 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        return name;
    }
}
