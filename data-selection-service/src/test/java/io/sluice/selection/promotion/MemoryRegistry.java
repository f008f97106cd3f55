package io.sluice.selection.promotion;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.event.AdapterRolledBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One adapter's life by the registry's rules, as far as pipelines take part in it. */
final class MemoryRegistry implements AdapterRegistry {

    private static final Instant AT = Instant.EPOCH;

    final List<String> done = new ArrayList<>();
    private final List<AdapterVersion> versions = new ArrayList<>();
    private final List<String> earlier = new ArrayList<>();
    private final List<AdapterState.Change> changes = new ArrayList<>();
    private @Nullable String active;
    private AdapterState.@Nullable Canary canary;
    private long sequence;
    boolean away;
    long requests;

    void add(String version) {
        AdapterManifest manifest = new AdapterManifest("lora", "letters", version, "ab", 1, 1, new AdapterManifest.Base("base", "cd"), null, null, null,
                null, List.of(), List.of(), null, List.of(), null, null, Map.of(), null, null, null);
        versions.add(new AdapterVersion(manifest, AdapterStage.VALIDATED, null, AT, AT));
        sequence++;
    }

    AdapterStage stage(String version) {
        return now().find(version).orElseThrow().stage();
    }

    @Nullable String active() {
        return active;
    }

    AdapterState now() {
        return new AdapterState("letters", sequence, List.copyOf(versions), active, canary, List.copyOf(earlier), Map.of(), Map.of(), List.copyOf(changes));
    }

    private Reply changed(String what) {
        done.add(what);
        sequence++;
        return new Reply.State(now());
    }

    private void put(String version, AdapterStage stage) {
        versions.replaceAll(each -> each.manifest().version().equals(version) ? each.in(stage, null, AT) : each);
    }

    @Override
    public Reply state(String adapter) {
        return away ? new Reply.Away("the registry does not answer") : versions.isEmpty() ? new Reply.Absent() : new Reply.State(now());
    }

    @Override
    public Reply canary(String adapter, String version, double percent, long expected) {
        if (expected != sequence) {
            return new Reply.Refused("sequence_conflict", "somebody changed it");
        }
        canary = new AdapterState.Canary(version, percent, List.of());
        put(version, AdapterStage.CANARY);
        return changed("canary " + version);
    }

    @Override
    public @Nullable CanaryReport report(String adapter) {
        return canary == null ? null : new CanaryReport(adapter, AT, new CanaryReport.Arm(canary.version(), requests, 0, 0, null), null, 1, 20, 1, null, null);
    }

    @Override
    public Reply promote(String adapter, String version, long expected) {
        if (expected != sequence) {
            return new Reply.Refused("sequence_conflict", "somebody changed it");
        }
        if (active != null) {
            put(active, AdapterStage.VALIDATED);
            earlier.addFirst(active);
        }
        active = version;
        canary = null;
        put(version, AdapterStage.ACTIVE);
        return changed("promote " + version);
    }

    @Override
    public Reply rollBack(String adapter, String version, String reason) {
        if (canary != null && canary.version().equals(version)) {
            canary = null;
            put(version, AdapterStage.VALIDATED);
            changes.addFirst(new AdapterState.Change(sequence, AdapterRolledBack.TYPE, version, "somebody", reason, AT));
            return changed("end canary " + version);
        }
        if (!version.equals(active)) {
            return new Reply.Refused("nothing_to_roll_back", "it is neither in canary nor active");
        }
        if (earlier.isEmpty()) {
            return new Reply.Refused("nothing_to_roll_back_to", "no version was active before");
        }
        put(version, AdapterStage.VALIDATED);
        active = earlier.removeFirst();
        put(active, AdapterStage.ACTIVE);
        return changed("roll back " + version);
    }

    @Override
    public Reply deactivate(String adapter, long expected) {
        if (active != null) {
            put(active, AdapterStage.VALIDATED);
        }
        active = null;
        return changed("deactivate");
    }

    @Override
    public Reply retire(String adapter, String version) {
        put(version, AdapterStage.RETIRED);
        return changed("retire " + version);
    }
}
