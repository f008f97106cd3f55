package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterResidency;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterSummary;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.canary.CanaryWatch;
import io.sluice.registry.catalog.Residency;
import io.sluice.registry.catalog.Search;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What there is, and where it stands. */
@RestController
class AdapterController {

    private final Adapters adapters;
    private final Residency residency;
    private final CanaryWatch canaries;

    AdapterController(Adapters adapters, Residency residency, CanaryWatch canaries) {
        this.adapters = adapters;
        this.residency = residency;
        this.canaries = canaries;
    }

    @GetMapping("/adapters")
    List<AdapterSummary> list(@RequestParam(required = false) @Nullable String tag, @RequestParam(required = false) @Nullable String base,
            @RequestParam(required = false) @Nullable String task, @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String stage) {
        Search search = new Search(tag, base, task, kind, stage == null ? null : stage(stage));
        return adapters.list().stream().flatMap(state -> search.summary(state, residency.workersWith(state.name())).stream()).toList();
    }

    private static AdapterStage stage(String text) {
        return Arrays.stream(AdapterStage.values()).filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> SluiceException.invalid("stage", "invalid_value",
                        "'stage' has to be one of uploaded, validated, canary, active, retired, rejected"));
    }

    @GetMapping("/adapters/{name}")
    ResponseEntity<AdapterState> find(@PathVariable String name) {
        AdapterState state = adapters.get(name);
        return ResponseEntity.ok().eTag(Adapters.tag(state)).body(state);
    }

    @GetMapping("/adapters/{name}/versions/{version}")
    AdapterVersion version(@PathVariable String name, @PathVariable String version) {
        return adapters.version(name, version);
    }

    /** How its canary does, by what this process has heard. */
    @GetMapping("/adapters/{name}/canary")
    CanaryReport canary(@PathVariable String name) {
        AdapterState state = adapters.get(name);
        return canaries.report(state.name()).orElseThrow(() ->
                SluiceException.user(404, "no_canary", "no version of this adapter is in canary", "name"));
    }

    @GetMapping("/residency")
    List<AdapterResidency> residency() {
        return residency.list();
    }
}
