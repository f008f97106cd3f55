package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterState.Canary;
import io.sluice.contracts.adapter.AdapterVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The next state of an adapter in the making. */
final class Change {

    private static final int CHANGES_MAX = 50;
    private static final int EARLIER_MAX = 16;

    private final AdapterState before;
    private List<AdapterVersion> versions;
    private @Nullable String active;
    private @Nullable Canary canary;
    private List<String> earlier;
    private Map<String, String> pins;
    private Map<String, String> aliases;

    private Change(AdapterState before) {
        this.before = before;
        this.versions = before.versions();
        this.active = before.active();
        this.canary = before.canary();
        this.earlier = before.earlier();
        this.pins = before.pins();
        this.aliases = before.aliases();
    }

    static AdapterState nothing(String name) {
        return new AdapterState(name, 0, List.of(), null, null, List.of(), Map.of(), Map.of(), List.of());
    }

    static Change of(AdapterState before) {
        return new Change(before);
    }

    Change versions(List<AdapterVersion> all) {
        versions = List.copyOf(all);
        return this;
    }

    Change stage(String version, AdapterStage stage, @Nullable String reason, Instant at) {
        versions = versions.stream()
                .map(each -> each.manifest().version().equals(version) ? each.in(stage, reason, at) : each).toList();
        return this;
    }

    Change active(@Nullable String version) {
        active = version;
        return this;
    }

    Change canary(@Nullable Canary next) {
        canary = next;
        return this;
    }

    /** It was active and may be gone back to. */
    Change remember(String version) {
        earlier = Stream.concat(Stream.of(version), earlier.stream().filter(each -> !each.equals(version))).limit(EARLIER_MAX).toList();
        return this;
    }

    Change forget(String version) {
        earlier = earlier.stream().filter(each -> !each.equals(version)).toList();
        return this;
    }

    Change pins(Map<String, String> all) {
        pins = Map.copyOf(all);
        return this;
    }

    Change aliases(Map<String, String> all) {
        aliases = Map.copyOf(all);
        return this;
    }

    AdapterState done(String type, @Nullable String version, @Nullable String reason, Request request) {
        long sequence = before.sequence() + 1;
        List<AdapterState.Change> changes = new ArrayList<>();
        changes.add(new AdapterState.Change(sequence, type, version, request.actor(), reason, request.at()));
        changes.addAll(before.changes().subList(0, Math.min(before.changes().size(), CHANGES_MAX - 1)));
        return new AdapterState(before.name(), sequence, versions, active, canary, earlier, pins, aliases, List.copyOf(changes));
    }
}
