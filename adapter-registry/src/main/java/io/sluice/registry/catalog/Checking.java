package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.AdapterRejected;
import io.sluice.contracts.event.AdapterRetired;
import io.sluice.contracts.event.AdapterValidated;
import io.sluice.registry.catalog.Decision.Accepted;
import io.sluice.registry.catalog.Decision.Unchanged;
import java.util.List;
import java.util.Optional;

/** The first and the last step of a version: held against its base, and taken out. */
final class Checking {

    private Checking() {
    }

    static Decision validate(AdapterState state, Command.Validate command, Request request) {
        Optional<AdapterVersion> found = state.find(command.version());
        if (found.isEmpty()) {
            return LifeCycle.noVersion(state, command.version());
        }
        AdapterVersion version = found.get();
        if (version.stage().serves()) {
            return new Unchanged(state);
        }
        if (version.stage() != AdapterStage.UPLOADED) {
            return LifeCycle.wrongStage(version, "validated");
        }
        String id = version.manifest().version();
        AdapterState after = Change.of(state).stage(id, AdapterStage.VALIDATED, null, request.at())
                .done(AdapterValidated.TYPE, id, null, request);
        return new Accepted(List.of(new AdapterValidated(after, id, request.actor(), request.at())));
    }

    static Decision reject(AdapterState state, Command.Reject command, Request request) {
        Optional<AdapterVersion> found = state.find(command.version());
        if (found.isEmpty()) {
            return LifeCycle.noVersion(state, command.version());
        }
        AdapterVersion version = found.get();
        if (version.stage() == AdapterStage.REJECTED) {
            return new Unchanged(state);
        }
        if (version.stage() != AdapterStage.UPLOADED) {
            return LifeCycle.wrongStage(version, "rejected");
        }
        String id = version.manifest().version();
        AdapterState after = Change.of(state).stage(id, AdapterStage.REJECTED, command.reason(), request.at())
                .done(AdapterRejected.TYPE, id, command.reason(), request);
        return new Accepted(List.of(
                new AdapterRejected(after, id, command.code(), command.reason(), request.actor(), request.at())));
    }

    static Decision retire(AdapterState state, Command.Retire command, Request request) {
        Optional<AdapterVersion> found = state.find(command.version());
        if (found.isEmpty()) {
            return LifeCycle.noVersion(state, command.version());
        }
        AdapterVersion version = found.get();
        String id = version.manifest().version();
        if (version.stage() == AdapterStage.RETIRED) {
            return new Unchanged(state);
        }
        if (version.stage() == AdapterStage.ACTIVE || version.stage() == AdapterStage.CANARY) {
            return LifeCycle.wrongStage(version, "retired: promote another version, roll back or deactivate first");
        }
        for (String label : Labels.of(state, id)) {
            return LifeCycle.conflict("version_in_use", "version", "version " + id + " is what the " + label + " leads to: move it first");
        }
        AdapterState after = Change.of(state).stage(id, AdapterStage.RETIRED, null, request.at()).forget(id)
                .done(AdapterRetired.TYPE, id, null, request);
        return new Accepted(List.of(new AdapterRetired(after, id, request.actor(), request.at())));
    }
}
