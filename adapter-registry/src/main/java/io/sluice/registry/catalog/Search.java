package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterSummary;
import io.sluice.contracts.adapter.AdapterVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which adapters somebody looks for: those with a version that has all of this.
 *
 * @param base name or digest
 */
public record Search(@Nullable String tag, @Nullable String base, @Nullable String task, @Nullable String kind,
        @Nullable AdapterStage stage) {

    /** With the versions that were looked for; empty when there are none. */
    public Optional<AdapterSummary> summary(AdapterState state, int workers) {
        List<AdapterVersion> found = state.versions().stream().filter(this::matches).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        AdapterManifest shown = found.stream().filter(each -> each.manifest().version().equals(state.active())).findFirst()
                .orElseGet(found::getLast).manifest();
        return Optional.of(new AdapterSummary(state.name(), state.sequence(), shown.kind(), shown.base(), shown.task(), shown.tags(),
                state.active(), state.canary(), found.stream().map(each -> new AdapterSummary.Version(each.manifest().version(),
                        each.manifest().digest(), each.stage(), each.manifest().bytes())).toList(), workers));
    }

    private boolean matches(AdapterVersion version) {
        AdapterManifest manifest = version.manifest();
        return (tag == null || manifest.tags().contains(tag))
                && (base == null || base.equals(manifest.base().name()) || base.equals(manifest.base().digest()))
                && (task == null || task.equals(manifest.task()))
                && (kind == null || kind.equals(manifest.kind()))
                && (stage == null || stage == version.stage());
    }
}
