package io.sluice.standalone.launch;

import io.sluice.standalone.check.Memory;
import io.sluice.standalone.check.ModelFolder;
import io.sluice.standalone.check.PortUse;
import io.sluice.standalone.check.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What would make a start fail, as far as it can be seen before anything runs. */
final class Preflight {

    private Preflight() {
    }

    /** All problems at once, so that they can be mended at once. */
    static List<Problem> problems(Options options) {
        List<Problem> problems = new ArrayList<>();
        new ModelFolder("--small", options.small()).problem().ifPresent(problems::add);
        new ModelFolder("--large", options.large()).problem().ifPresent(problems::add);
        problems.addAll(PortUse.problems(ports(options)));
        if (problems.isEmpty()) {
            // The models are there, so their sizes can be read.
            Memory.ofThisMachine().problem(Footprint.of(options).bytes()).ifPresent(problems::add);
        }
        return problems;
    }

    /** Without those that may be any free one. */
    private static List<PortUse> ports(Options options) {
        Ports ports = options.ports();
        return Stream.of(
                new PortUse("gateway", options.bind(), ports.gateway(), "--port"),
                new PortUse("router-service", Options.LOOPBACK, ports.router(), "--router-port"),
                new PortUse("inference-service", Options.LOOPBACK, ports.inference(), "--inference-port"),
                new PortUse("adapter-registry", Options.LOOPBACK, ports.registry(), "--registry-port"),
                new PortUse("workflow-service", Options.LOOPBACK, ports.workflow(), "--workflow-port"),
                new PortUse("data-selection-service", Options.LOOPBACK, ports.selection(), "--selection-port"),
                new PortUse("kafka", Options.LOOPBACK, ports.kafka(), "--kafka-port"),
                new PortUse("redis", Options.LOOPBACK, ports.redis(), "--redis-port"))
                .filter(use -> use.port() != 0).toList();
    }
}
