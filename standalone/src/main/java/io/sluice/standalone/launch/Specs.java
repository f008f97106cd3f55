package io.sluice.standalone.launch;

import io.sluice.standalone.child.ChildSpec;
import io.sluice.standalone.child.JavaCommand;
import io.sluice.standalone.child.Tier;
import io.sluice.standalone.kafka.Broker;
import io.sluice.standalone.redis.Redis;
import io.sluice.standalone.service.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The processes of one platform. */
record Specs(Options options, ServiceSettings settings, Broker broker, Redis redis, Path logs, String classPath,
        Function<String, List<String>> aotFlags, Duration stopLimit) {

    static final String FLAT = "services";
    private static final String SERVICE_MAIN = "io.sluice.standalone.service.ServiceMain";
    private static final List<String> SMALL_JVM = List.of("-Xms32m", "-XX:ReservedCodeCacheSize=96m",
            "-XX:+UseStringDeduplication", "-XX:MaxMetaspaceSize=256m",
            // Memory that is free goes back to the system early.
            "-XX:MinHeapFreeRatio=15", "-XX:MaxHeapFreeRatio=30");

    List<ChildSpec> all() throws IOException {
        List<ChildSpec> all = new ArrayList<>(List.of(broker.spec(stopLimit), redis.spec(stopLimit)));
        if (options.form() == Form.FLAT) {
            all.add(jvm(FLAT, List.of(Service.values())));
        } else {
            Arrays.stream(Service.values()).map(service -> jvm(service.id(), List.of(service))).forEach(all::add);
        }
        return all;
    }

    private ChildSpec jvm(String name, List<Service> services) {
        Path log = logs.resolve(name + ".log");
        Path console = logs.resolve(name + ".out");
        List<String> flags = new ArrayList<>(SMALL_JVM);
        if (services.contains(Service.INFERENCE)) {
            Footprint footprint = Footprint.of(options);
            flags.add("-Xmx" + options.heapMiB().orElseGet(footprint::engineHeapMiB) + "m");
            flags.add("-XX:MaxDirectMemorySize=" + footprint.engineDirectMiB() + "m");
        } else {
            // What the workflow-service holds of runs and the data-selection-service of rows, beside what every service takes.
            boolean more = services.contains(Service.WORKFLOW) || services.contains(Service.SELECTION);
            flags.addAll(List.of(more ? "-Xmx192m" : "-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError"));
        }
        flags.addAll(JvmFlags.engine());
        flags.add("-Dsluice.log=" + log);
        flags.add("-Dlogback.configurationFile=standalone-logback.xml");
        flags.add("-Dorg.springframework.boot.logging.LoggingSystem=none");
        flags.addAll(aotFlags.apply(FLAT));
        List<String> arguments = services.stream().flatMap(service -> settings.arguments(service).stream()).toList();
        return new ChildSpec(name, Tier.SERVICE, services.stream().map(Service::id).toList(),
                JavaCommand.of(flags, SERVICE_MAIN, arguments),
                Map.of("CLASSPATH", classPath, "DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true"),
                console, List.of(log, console), Optional.empty(), stopLimit);
    }
}
