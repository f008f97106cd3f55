package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.inference.engine.ModelInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The life cycle of all adapters: of two states of one name the one with the larger sequence holds, so that events in any
 * order, and any of them twice, lead to the same. Thread-safe.
 */
final class KnownAdapters {

    private final Map<String, AdapterState> byName = new ConcurrentHashMap<>();

    /** False when it was known, or is older than what is known. */
    boolean apply(AdapterState state) {
        return byName.merge(state.name(), state, (one, other) -> other.sequence() > one.sequence() ? other : one) == state;
    }

    Optional<AdapterState> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<AdapterState> list() {
        return List.copyOf(byName.values());
    }

    /** The versions that answer a request which names none, one of each adapter of the base, by name. */
    List<AdapterManifest> answering(ModelInfo base, String tenant, double draw) {
        return byName.values().stream().sorted(Comparator.comparing(AdapterState::name))
                .flatMap(state -> state.choose(null, tenant, draw).stream()).map(AdapterVersion::manifest)
                .filter(manifest -> manifest.base().name().equals(base.name()) && base.takesAdaptersOf(manifest.base().digest())).toList();
    }

    /** Whether the version may answer requests. */
    boolean serves(String name, String version) {
        return find(name).flatMap(state -> state.versions().stream()
                .filter(each -> each.manifest().version().equals(version)).findFirst())
                .map(AdapterVersion::stage).filter(AdapterStage::serves).isPresent();
    }
}
