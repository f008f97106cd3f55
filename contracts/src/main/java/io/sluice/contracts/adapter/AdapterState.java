package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An adapter with all its versions. Every life-cycle event carries the state that it led to, so that the last event of a
 * name is enough to know the name (the topic is compacted), and the fold over events in any order, with any of them
 * twice, is: keep the state with the largest {@link #sequence}.
 *
 * @param sequence number of the event that led here, 1 for the first of this name
 * @param versions in the order of their upload
 * @param active   the version in {@link AdapterStage#ACTIVE}, where there is one
 * @param canary   the version in {@link AdapterStage#CANARY}, where there is one
 * @param earlier  versions that were active before, newest first: what a roll-back goes to
 * @param pins     tenant → version: which it gets whatever is active or in canary
 * @param aliases  further name of a version → that version
 * @param changes  the last ones, newest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterState(
        String name,
        long sequence,
        List<AdapterVersion> versions,
        @Nullable String active,
        @Nullable Canary canary,
        List<String> earlier,
        Map<String, String> pins,
        Map<String, String> aliases,
        List<Change> changes) {

    /**
     * @param percent share of requests that name no version, 0..100
     * @param tenants who gets it always
     */
    public record Canary(String version, double percent, List<String> tenants) {
    }

    /**
     * @param event   type of the event, e.g. {@code io.sluice.adapter.activated.v1}
     * @param version what it was about, where that was one version
     * @param actor   who asked for it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(long sequence, String event, @Nullable String version, String actor, @Nullable String reason, Instant at) {
    }

    /** By version or alias. */
    public Optional<AdapterVersion> find(String versionOrAlias) {
        String version = aliases.getOrDefault(versionOrAlias, versionOrAlias);
        return versions.stream().filter(each -> each.manifest().version().equals(version)).findFirst();
    }

    /** A request's draw for {@link #choose}: the same wherever it is asked for, and even over all requests. */
    public static double draw(String requestId) {
        return new SplittableRandom(requestId.hashCode()).nextDouble();
    }

    /**
     * The version that answers a request, if any does: the one it names; else its tenant's pin; else the canary when
     * the tenant is one of its tenants or the draw falls into its share; else the active one.
     *
     * @param wanted version or alias; null when the request names none
     * @param draw   0 ≤ draw < 1, the same for all parts of one conversation where that matters
     */
    public Optional<AdapterVersion> choose(@Nullable String wanted, String tenant, double draw) {
        String chosen = wanted;
        if (chosen == null) {
            chosen = pins.get(tenant);
        }
        if (chosen == null && canary != null && (canary.tenants().contains(tenant) || draw * 100 < canary.percent())) {
            chosen = canary.version();
        }
        if (chosen == null) {
            chosen = active;
        }
        return chosen == null ? Optional.empty() : find(chosen).filter(version -> version.stage().serves());
    }
}
