package io.sluice.inference.web;

import io.sluice.contracts.adapter.AdapterResidency.Resident;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.adapter.ModelsOnDemand.Opened;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code /adapters}, for operators: which adapters this worker holds, and loading or freeing one by hand. What may serve is
 * the registry's word alone.
 */
@RestController
@RequestMapping("/adapters")
public final class AdaptersController {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AdapterStore store;

    /** @param resident the last used first */
    record Held(List<Resident> resident, long bytes, long bytesMax) {
    }

    /** @param model {@code BASE:NAME@VERSION}; in the answer as it is served */
    record Named(String model) {
    }

    public AdaptersController(AdapterStore store) {
        this.store = store;
    }

    @GetMapping
    Held held() {
        return new Held(store.residents(), store.bytes(), store.bytesMax());
    }

    /** Answers when it is there, or with the reason why it is not, {@code adapter_loading} where that takes long. */
    @PostMapping
    Mono<Named> load(@RequestBody Named wanted) {
        if (wanted.model() == null) {
            throw SluiceException.invalid("model", "missing_field", "model is required");
        }
        // Not cancelled with the connection: what is held has to be let go.
        return Mono.fromFuture(() -> store.open(wanted.model(), "", "", PATIENCE.toMillis()).thenApply(AdaptersController::named), true);
    }

    private static Named named(Opened opened) {
        return switch (opened) {
            case Opened.Ready ready -> {
                ready.hold().close();
                yield new Named(ready.model());
            }
            case Opened.Refused refused -> throw FailedRequests.exception(refused.failure(), "model");
        };
    }

    /** Freed after the last request that uses it; loaded again when one names it. */
    @DeleteMapping("/{name}/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unload(@PathVariable String name, @PathVariable String version) {
        if (!store.unload(name, version)) {
            throw SluiceException.user(404, "adapter_not_resident", "this worker holds no such version of an adapter", "name");
        }
    }
}
