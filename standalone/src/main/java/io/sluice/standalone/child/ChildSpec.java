package io.sluice.standalone.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A process to start.
 *
 * @param name        of the process: {@code kafka}, {@code redis}, {@code services}, {@code gateway}, ...
 * @param components  what becomes ready in it, one name each; often just {@code name}
 * @param command     program and arguments
 * @param environment added to the supervisor's own
 * @param console     takes what the process prints, from the start of this run
 * @param logs        files whose ends explain a death, {@code console} among them if it should be shown
 * @param probe       asked until it says yes, for a child that can't announce its readiness; empty if it can
 * @param stopLimit   from the request to stop until the process is killed
 */
public record ChildSpec(
        String name,
        Tier tier,
        List<String> components,
        List<String> command,
        Map<String, String> environment,
        Path console,
        List<Path> logs,
        Optional<BooleanSupplier> probe,
        Duration stopLimit) {

    public ChildSpec {
        components = List.copyOf(components);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        logs = List.copyOf(logs);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command is empty");
        }
    }
}
