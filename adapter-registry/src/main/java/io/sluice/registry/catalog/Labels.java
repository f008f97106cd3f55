package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.AdapterAliased;
import io.sluice.contracts.event.AdapterPinned;
import io.sluice.registry.catalog.Decision.Accepted;
import io.sluice.registry.catalog.Decision.Refused;
import io.sluice.registry.catalog.Decision.Unchanged;
import io.sluice.registry.catalog.Decision.Why;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pins and aliases: names that lead to a version whatever is active. */
final class Labels {

    private static final int MAX = 200;

    private Labels() {
    }

    /** What leads to a version, in words. */
    static List<String> of(AdapterState state, String version) {
        return Stream.concat(
                state.aliases().entrySet().stream().filter(each -> each.getValue().equals(version)).map(each -> "alias " + each.getKey()),
                state.pins().entrySet().stream().filter(each -> each.getValue().equals(version)).map(each -> "pin of " + each.getKey()))
                .sorted().toList();
    }

    static Decision pin(AdapterState state, Command.Pin command, Request request) {
        if (!Names.valid(command.tenant())) {
            return new Refused(Why.INVALID, "invalid_tenant", "tenant", "a tenant's name is " + Names.RULE);
        }
        Target target = target(state, command.version());
        if (target.refusal() != null) {
            return target.refusal();
        }
        Map<String, String> pins = new TreeMap<>(state.pins());
        if (!moved(pins, command.tenant(), target.version())) {
            return new Unchanged(state);
        }
        if (pins.size() > MAX) {
            return LifeCycle.conflict("too_many_pins", "tenant", "an adapter has at most " + MAX + " pins");
        }
        AdapterState after = Change.of(state).pins(pins)
                .done(AdapterPinned.TYPE, target.version(), "tenant " + command.tenant(), request);
        return new Accepted(List.of(new AdapterPinned(after, command.tenant(), target.version(), request.actor(), request.at())));
    }

    static Decision alias(AdapterState state, Command.Alias command, Request request) {
        boolean taken = state.versions().stream().anyMatch(each -> each.manifest().version().equals(command.alias()));
        if (!Names.valid(command.alias()) || taken) {
            return new Refused(Why.INVALID, "invalid_alias", "alias", "an alias is " + Names.RULE + ", and no version of the adapter");
        }
        Target target = target(state, command.version());
        if (target.refusal() != null) {
            return target.refusal();
        }
        Map<String, String> aliases = new TreeMap<>(state.aliases());
        if (!moved(aliases, command.alias(), target.version())) {
            return new Unchanged(state);
        }
        if (aliases.size() > MAX) {
            return LifeCycle.conflict("too_many_aliases", "alias", "an adapter has at most " + MAX + " aliases");
        }
        AdapterState after = Change.of(state).aliases(aliases)
                .done(AdapterAliased.TYPE, target.version(), "alias " + command.alias(), request);
        return new Accepted(List.of(new AdapterAliased(after, command.alias(), target.version(), request.actor(), request.at())));
    }

    /** Where a label shall lead: to a version, or nowhere any more, or it can't. */
    private record Target(@Nullable String version, @Nullable Refused refusal) {
    }

    private static Target target(AdapterState state, @Nullable String wanted) {
        if (wanted == null) {
            return new Target(null, null);
        }
        Optional<AdapterVersion> found = state.find(wanted);
        if (found.isEmpty()) {
            return new Target(null, LifeCycle.noVersion(state, wanted));
        }
        return found.get().stage().serves()
                ? new Target(found.get().manifest().version(), null)
                : new Target(null, LifeCycle.wrongStage(found.get(), "led to by a pin or an alias"));
    }

    private static boolean moved(Map<String, String> labels, String label, @Nullable String version) {
        String before = version == null ? labels.remove(label) : labels.put(label, version);
        return version == null ? before != null : !version.equals(before);
    }
}
