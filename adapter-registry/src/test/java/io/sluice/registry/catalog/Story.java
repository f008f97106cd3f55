package io.sluice.registry.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One adapter's life, told by commands. */
final class Story {

    static final Instant AT = Instant.parse("2026-11-20T09:00:00Z");

    final String name;
    final List<AdapterLifecycleEvent> events = new ArrayList<>();
    @Nullable AdapterState state;

    Story(String name) {
        this.name = name;
    }

    static AdapterManifest manifest(String name, String version, String digest) {
        return new AdapterManifest(AdapterKinds.LORA, name, version, digest, 10, 5, new AdapterManifest.Base("large", "bb"), 4, 8.0, false,
                null, List.of(), List.of(), "sort", List.of("lists"), null, null, Map.of(), null, null, null);
    }

    Decision ask(Command command, @Nullable Long expected) {
        Decision decision = LifeCycle.decide(state, new Request(name, command, "ops", expected, AT.plusSeconds(events.size())));
        if (decision instanceof Decision.Accepted accepted) {
            events.addAll(accepted.events());
            state = accepted.state();
        }
        return decision;
    }

    Decision ask(Command command) {
        return ask(command, null);
    }

    Story does(Command command) {
        assertThat(ask(command)).isInstanceOf(Decision.Accepted.class);
        return this;
    }

    Story adds(String version) {
        return does(new Command.Add(manifest(name, version, "digest-" + version), true));
    }

    String refusal(Command command) {
        AdapterState before = state;
        Decision decision = ask(command);
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        assertThat(state).isSameAs(before);
        return ((Decision.Refused) decision).code();
    }

    AdapterStage stage(String version) {
        return state().find(version).orElseThrow().stage();
    }

    AdapterState state() {
        return Optional.ofNullable(state).orElseThrow();
    }
}
