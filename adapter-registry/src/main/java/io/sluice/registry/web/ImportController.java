package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.artifact.LocalFolder;
import io.sluice.registry.artifact.StagedFolder;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.intake.Intake;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A version from a folder on this machine, promoted at once: what vLLM's {@code load_lora_adapter} asks for. */
@RestController
class ImportController {

    private final Adapters adapters;
    private final Intake intake;
    private final UploadLimits limits;
    private final LocalFolder imports;
    private final Scheduler disk;

    /**
     * @param path    under the folder of imports
     * @param replace whether another version may be active
     */
    record Import(@Nullable String path, @Nullable Boolean replace) {
    }

    ImportController(Adapters adapters, Intake intake, UploadLimits limits, LocalFolder imports, Scheduler disk) {
        this.adapters = adapters;
        this.intake = intake;
        this.limits = limits;
        this.imports = imports;
        this.disk = disk;
    }

    @PostMapping("/adapters/{name}/import")
    Mono<ResponseEntity<AdapterState>> load(@PathVariable String name, @RequestBody Import body, ServerWebExchange exchange) {
        String path = body.path();
        if (path == null || path.isBlank()) {
            throw SluiceException.invalid("path", "missing_field", "'path' is missing");
        }
        boolean active = adapters.list().stream().anyMatch(state -> state.name().equals(name) && state.active() != null);
        if (active && !Boolean.TRUE.equals(body.replace())) {
            throw SluiceException.invalid("lora_name", "already_loaded", "'" + name
                    + "' is loaded already: unload it first, or ask for it in place");
        }
        return Mono.usingWhen(Mono.fromCallable(() -> StagedFolder.create(limits.staging(), limits.bytesMax())).subscribeOn(disk),
                folder -> Mono.fromCallable(() -> {
                    imports.copy(path, folder);
                    return intake.take(name, folder.path());
                }).subscribeOn(disk).flatMap(add -> adapters.write(exchange, name, add)
                        .map(outcome -> Answers.version(outcome, add).manifest().version())),
                folder -> Mono.fromRunnable(folder::close).subscribeOn(disk))
                .onErrorMap(Answers::diskFault)
                .flatMap(version -> adapters.write(exchange, name, new Command.Promote(version)))
                .map(Answers::state)
                .map(state -> ResponseEntity.ok().eTag(Adapters.tag(state)).body(state));
    }
}
