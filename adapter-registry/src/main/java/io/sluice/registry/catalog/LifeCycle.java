package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.AdapterUploaded;
import io.sluice.contracts.event.AdapterValidated;
import io.sluice.registry.catalog.Decision.Refused;
import io.sluice.registry.catalog.Decision.Unchanged;
import io.sluice.registry.catalog.Decision.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle's rules: uploaded → validated → canary → active → retired, at most one canary and one active version.
 * A version that stops being active or in canary is validated again: it answers who names it, and can come back.
 * Pure: a state and a request give a decision.
 */
public final class LifeCycle {

    /** So that a state, which every event carries, stays well below what a broker takes as one record. */
    static final int VERSIONS_MAX = 64;

    private LifeCycle() {
    }

    /** @param state what is known of the name; null when nothing is */
    public static Decision decide(@Nullable AdapterState state, Request request) {
        long sequence = state == null ? 0 : state.sequence();
        if (request.expected() != null && request.expected() != sequence) {
            return conflict("sequence_conflict", "If-Match", "'" + request.name() + "' is at sequence " + sequence + ", not "
                    + request.expected() + ": somebody changed it; read it again");
        }
        if (request.command() instanceof Command.Add add) {
            return add(state, add, request);
        }
        if (state == null) {
            return new Refused(Why.NOT_FOUND, "adapter_not_found", "name", "there is no adapter '" + request.name() + "'");
        }
        return switch (request.command()) {
            case Command.Add add -> throw new IllegalStateException("decided above");
            case Command.Validate validate -> Checking.validate(state, validate, request);
            case Command.Reject reject -> Checking.reject(state, reject, request);
            case Command.StartCanary canary -> Rollout.canary(state, canary, request);
            case Command.Promote promote -> Rollout.promote(state, promote, request);
            case Command.RollBack back -> Rollout.rollBack(state, back, request);
            case Command.Deactivate off -> Rollout.deactivate(state, request);
            case Command.Pin pin -> Labels.pin(state, pin, request);
            case Command.Alias alias -> Labels.alias(state, alias, request);
            case Command.Retire retire -> Checking.retire(state, retire, request);
        };
    }

    private static Decision add(@Nullable AdapterState state, Command.Add add, Request request) {
        if (!Names.valid(request.name())) {
            return new Refused(Why.INVALID, "invalid_name", "name", "an adapter's name is " + Names.RULE + ", and not 'auto'");
        }
        AdapterState before = state == null ? Change.nothing(request.name()) : state;
        boolean numbered = add.manifest().version().isEmpty();
        Optional<AdapterVersion> same = before.versions().stream()
                .filter(each -> numbered
                        ? each.manifest().digest().equals(add.manifest().digest())
                                && each.manifest().base().equals(add.manifest().base()) && each.stage() != AdapterStage.RETIRED
                        : each.manifest().version().equals(add.manifest().version()))
                .findFirst();
        if (same.isPresent()) {
            AdapterManifest known = same.get().manifest();
            return known.digest().equals(add.manifest().digest()) && known.base().equals(add.manifest().base())
                    ? new Unchanged(before)
                    : conflict("version_exists", "version", "version " + known.version() + " of '" + request.name()
                            + "' exists with other files or another base (digest " + known.digest() + "); versions never change");
        }
        if (before.versions().size() >= VERSIONS_MAX) {
            return conflict("too_many_versions", "version", "'" + request.name() + "' has " + VERSIONS_MAX
                    + " versions, which is the most: go on under another name");
        }
        AdapterManifest manifest = numbered ? numbered(before, add.manifest()) : add.manifest();
        if (!Names.valid(manifest.version()) || before.aliases().containsKey(manifest.version())) {
            return new Refused(Why.INVALID, "invalid_version", "version",
                    "a version is " + Names.RULE + ", and no alias of the adapter");
        }
        return added(before, manifest, add.fits(), request);
    }

    private static Decision added(AdapterState before, AdapterManifest manifest, boolean fits, Request request) {
        String version = manifest.version();
        List<AdapterVersion> versions = new ArrayList<>(before.versions());
        versions.add(new AdapterVersion(manifest, AdapterStage.UPLOADED, null, request.at(), request.at()));
        AdapterState uploaded = Change.of(before).versions(versions).done(AdapterUploaded.TYPE, version, null, request);
        AdapterUploaded first = new AdapterUploaded(uploaded, version, request.actor(), request.at());
        if (!fits) {
            return new Decision.Accepted(List.of(first));
        }
        AdapterState validated = Change.of(uploaded).stage(version, AdapterStage.VALIDATED, null, request.at())
                .done(AdapterValidated.TYPE, version, null, request);
        return new Decision.Accepted(List.of(first, new AdapterValidated(validated, version, request.actor(), request.at())));
    }

    /** One more than the largest whole number among the versions and aliases. */
    private static AdapterManifest numbered(AdapterState state, AdapterManifest manifest) {
        long largest = state.versions().stream().map(each -> each.manifest().version())
                .filter(version -> version.matches("\\d{1,9}")).mapToLong(Long::parseLong).max().orElse(0);
        long next = largest + 1;
        while (state.aliases().containsKey(Long.toString(next))) {
            next++;
        }
        return manifest.withVersion(Long.toString(next));
    }

    static Refused conflict(String code, @Nullable String field, String message) {
        return new Refused(Why.CONFLICT, code, field, message);
    }

    static Refused noVersion(AdapterState state, String version) {
        return new Refused(Why.NOT_FOUND, "version_not_found", "version", "'" + state.name() + "' has no version '" + version + "'");
    }

    static Refused wrongStage(AdapterVersion version, String wish) {
        return conflict("wrong_stage", "version", "version " + version.manifest().version() + " is "
                + version.stage().name().toLowerCase(java.util.Locale.ROOT) + ", so it can't be " + wish);
    }
}
