package io.sluice.standalone.launch;

import io.sluice.standalone.child.Child;
import io.sluice.standalone.child.ChildSpec;
import io.sluice.standalone.child.Death;
import io.sluice.standalone.key.Keys;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A platform that is ready. Closing it stops every process and returns when all are gone; so does the end of this JVM,
 * however it comes. Thread-safe.
 */
public final class Running implements AutoCloseable {

    private final Launch launch;
    private final Addresses addresses;
    private final Keys keys;
    private final List<ChildSpec> specs;
    private final List<String> warnings;

    Running(Launch launch, Addresses addresses, Keys keys, List<ChildSpec> specs, List<String> warnings) {
        this.launch = launch;
        this.addresses = addresses;
        this.keys = keys;
        this.specs = List.copyOf(specs);
        this.warnings = List.copyOf(warnings);
    }

    public Addresses addresses() {
        return addresses;
    }

    public URI gatewayUri() {
        return addresses.gateway();
    }

    /** Empty if the user removed its file from the data directory. */
    public Optional<String> apiKey() {
        return keys.apiKey();
    }

    /** Empty if the user removed its file from the data directory. */
    public Optional<String> adminKey() {
        return keys.adminKey();
    }

    /**
     * Process ids by child: {@code kafka}, {@code redis}, and {@code services} in the flat form or {@code gateway},
     * {@code router-service}, {@code inference-service}, {@code adapter-registry}, {@code workflow-service}, {@code data-selection-service} in the other.
     */
    public Map<String, Long> pids() {
        return launch.children().pids();
    }

    /** Completes when a process ends that nobody stopped or killed through this object. */
    public CompletableFuture<Death> firstDeath() {
        return launch.children().firstDeath();
    }

    /** Kills the process of a component (or the one that contains it), as {@code kill -9} does; the rest runs on. */
    public void killComponent(String name) {
        child(name).kill();
    }

    /** Stops the process of a component (or the one that contains it) in an orderly way; the rest runs on. */
    public void stopComponent(String name) {
        child(name).stop();
    }

    /** Starts the process of a component again after its end, with the same settings, and waits until it is ready. */
    public void restartComponent(String name) throws StartFailure, IOException, InterruptedException {
        String process = child(name).name();
        ChildSpec spec = specs.stream().filter(candidate -> candidate.name().equals(process)).findFirst().orElseThrow();
        launch.startAndWait(List.of(spec));
    }

    /** What the user should know though everything runs: a sentence for each model that is refused. */
    public List<String> warnings() {
        return warnings;
    }

    /** How long the start took, from the call to the readiness of the last component. */
    public Duration startTime() {
        return launch.elapsed();
    }

    @Override
    public void close() {
        launch.close();
    }

    private Child child(String name) {
        return launch.children().get(name);
    }
}
