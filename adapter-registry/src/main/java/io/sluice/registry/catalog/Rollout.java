package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterState.Canary;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.AdapterActivated;
import io.sluice.contracts.event.AdapterCanaried;
import io.sluice.contracts.event.AdapterDeactivated;
import io.sluice.contracts.event.AdapterRolledBack;
import io.sluice.registry.catalog.Decision.Accepted;
import io.sluice.registry.catalog.Decision.Refused;
import io.sluice.registry.catalog.Decision.Unchanged;
import io.sluice.registry.catalog.Decision.Why;
import java.util.List;
import java.util.Optional;

/** Which version answers who names none: canary, promotion, and the ways back. */
final class Rollout {

    private static final int TENANTS_MAX = 100;

    private Rollout() {
    }

    static Decision canary(AdapterState state, Command.StartCanary command, Request request) {
        Optional<AdapterVersion> found = state.find(command.version());
        if (found.isEmpty()) {
            return LifeCycle.noVersion(state, command.version());
        }
        AdapterVersion version = found.get();
        if (!(command.percent() >= 0 && command.percent() <= 100) || command.percent() == 0 && command.tenants().isEmpty()) {
            return new Refused(Why.INVALID, "invalid_value", "percent", "'percent' is a number from 0 to 100, and above 0 without tenants");
        }
        if (command.tenants().size() > TENANTS_MAX || !command.tenants().stream().allMatch(Names::valid)) {
            return new Refused(Why.INVALID, "invalid_value", "tenants",
                    "'tenants' are at most " + TENANTS_MAX + " names, each of " + Names.RULE);
        }
        String id = version.manifest().version();
        Canary wish = new Canary(id, command.percent(), List.copyOf(command.tenants()));
        if (wish.equals(state.canary())) {
            return new Unchanged(state);
        }
        if (state.canary() != null && !state.canary().version().equals(id)) {
            return LifeCycle.conflict("canary_running", "version", "version " + state.canary().version()
                    + " is in canary: promote it or roll it back first");
        }
        if (version.stage() != AdapterStage.VALIDATED && version.stage() != AdapterStage.CANARY) {
            return LifeCycle.wrongStage(version, "a canary");
        }
        AdapterState after = Change.of(state).stage(id, AdapterStage.CANARY, null, request.at()).canary(wish).forget(id)
                .done(AdapterCanaried.TYPE, id, command.percent() + " %", request);
        return new Accepted(List.of(
                new AdapterCanaried(after, id, wish.percent(), wish.tenants(), request.actor(), request.at())));
    }

    static Decision promote(AdapterState state, Command.Promote command, Request request) {
        Optional<AdapterVersion> found = state.find(command.version());
        if (found.isEmpty()) {
            return LifeCycle.noVersion(state, command.version());
        }
        AdapterVersion version = found.get();
        if (version.stage() == AdapterStage.ACTIVE) {
            return new Unchanged(state);
        }
        if (!version.stage().serves()) {
            return LifeCycle.wrongStage(version, "promoted");
        }
        String id = version.manifest().version();
        Change change = Change.of(state).forget(id);
        if (state.active() != null) {
            change.stage(state.active(), AdapterStage.VALIDATED, null, request.at()).remember(state.active());
        }
        if (version.stage() == AdapterStage.CANARY) {
            change.canary(null);
        }
        AdapterState after = change.stage(id, AdapterStage.ACTIVE, null, request.at()).active(id)
                .done(AdapterActivated.TYPE, id, null, request);
        return new Accepted(List.of(new AdapterActivated(after, id, state.active(), request.actor(), request.at())));
    }

    static Decision rollBack(AdapterState state, Command.RollBack command, Request request) {
        String only = command.version();
        String canary = state.canary() == null ? null : state.canary().version();
        if (canary != null && (only == null || only.equals(canary))) {
            AdapterState after = Change.of(state).stage(canary, AdapterStage.VALIDATED, null, request.at()).canary(null)
                    .done(AdapterRolledBack.TYPE, canary, command.reason(), request);
            return new Accepted(List.of(
                    new AdapterRolledBack(after, canary, state.active(), command.reason(), request.actor(), request.at())));
        }
        String active = state.active();
        if (active == null || only != null && !only.equals(active)) {
            return LifeCycle.conflict("nothing_to_roll_back", "version",
                    only == null ? "no version is in canary or active" : "version " + only + " is neither in canary nor active");
        }
        if (state.earlier().isEmpty()) {
            return LifeCycle.conflict("nothing_to_roll_back_to", "version",
                    "no version was active before " + active + "; deactivate it if nothing shall answer");
        }
        String back = state.earlier().getFirst();
        AdapterState after = Change.of(state).stage(active, AdapterStage.VALIDATED, null, request.at())
                .stage(back, AdapterStage.ACTIVE, null, request.at()).active(back).forget(back)
                .done(AdapterRolledBack.TYPE, active, command.reason(), request);
        return new Accepted(List.of(
                new AdapterRolledBack(after, active, back, command.reason(), request.actor(), request.at())));
    }

    static Decision deactivate(AdapterState state, Request request) {
        String active = state.active();
        if (active == null) {
            // A canary alone answers its share; nothing shall.
            return state.canary() == null ? new Unchanged(state) : rollBack(state, new Command.RollBack(null, "deactivated"), request);
        }
        Change change = Change.of(state).stage(active, AdapterStage.VALIDATED, null, request.at()).active(null).remember(active);
        if (state.canary() != null) {
            change.stage(state.canary().version(), AdapterStage.VALIDATED, null, request.at()).canary(null);
        }
        AdapterState after = change.done(AdapterDeactivated.TYPE, active, null, request);
        return new Accepted(List.of(new AdapterDeactivated(after, active, request.actor(), request.at())));
    }
}
