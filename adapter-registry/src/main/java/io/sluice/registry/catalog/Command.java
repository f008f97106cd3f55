package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody wants to change about one adapter. */
public sealed interface Command {

    /**
     * A new version. The same files again change nothing.
     *
     * @param manifest with an empty version the next whole number is taken
     * @param fits     whether it was held against its base already
     */
    record Add(AdapterManifest manifest, boolean fits) implements Command {
    }

    /** An uploaded version was held against its base, and fits. */
    record Validate(String version) implements Command {
    }

    /** An uploaded version was held against its base, and does not fit. */
    record Reject(String version, String code, String reason) implements Command {
    }

    record StartCanary(String version, double percent, List<String> tenants) implements Command {
    }

    record Promote(String version) implements Command {
    }

    /** @param version only if this one is in canary or active */
    record RollBack(@Nullable String version, @Nullable String reason) implements Command {
    }

    /** Nothing answers any more who names no version. */
    record Deactivate() implements Command {
    }

    /** @param version absent: no pin */
    record Pin(String tenant, @Nullable String version) implements Command {
    }

    /** @param version absent: no such alias */
    record Alias(String alias, @Nullable String version) implements Command {
    }

    record Retire(String version) implements Command {
    }
}
