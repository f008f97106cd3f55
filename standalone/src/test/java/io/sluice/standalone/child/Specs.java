package io.sluice.standalone.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Children made of shell lines. */
final class Specs {

    private Specs() {
    }

    static ChildSpec shell(Path folder, String name, String script) {
        return shell(folder, name, Tier.SERVICE, script, Duration.ofSeconds(5));
    }

    static ChildSpec shell(Path folder, String name, Tier tier, String script, Duration stopLimit) {
        Path console = folder.resolve(name + ".out");
        return new ChildSpec(name, tier, List.of(name), List.of("/bin/sh", "-c", script), Map.of(), console, List.of(console),
                Optional.empty(), stopLimit);
    }
}
