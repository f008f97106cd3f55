package io.sluice.standalone.up;

import io.sluice.standalone.launch.Form;
import io.sluice.standalone.launch.Options;
import io.sluice.standalone.launch.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code up}. The script sets {@code sluice.home} to the repository's root. */
final class PlatformOptions {

    private static final Path HOME = Path.of(System.getProperty("sluice.home", ""));

    @Option(names = "--small", paramLabel = "DIR", description = "Hugging Face folder of the small model (default: models/sluice-small)")
    private Path small = HOME.resolve("models/sluice-small");

    @Option(names = "--large", paramLabel = "DIR", description = "Hugging Face folder of the large model (default: models/sluice-large)")
    private Path large = HOME.resolve("models/sluice-large");

    @Option(names = "--data", paramLabel = "DIR", description = "Folder for Kafka's log, Redis' file, adapters, keys and logs (default: data)")
    private Path data = HOME.resolve("data");

    @Option(names = "--processes", description = "A JVM for each service instead of one for all")
    private boolean processes;

    @Option(names = "--bind", paramLabel = "ADDR", defaultValue = Options.LOOPBACK,
            description = "Address the gateway listens on (default: ${DEFAULT-VALUE}); the rest stays on loopback")
    private String bind = Options.LOOPBACK;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "Gateway's port (default: ${DEFAULT-VALUE}; 0: any free one)")
    private int port;

    @Option(names = "--router-port", paramLabel = "N", defaultValue = "8081", description = "default: ${DEFAULT-VALUE}")
    private int routerPort;

    @Option(names = "--inference-port", paramLabel = "N", defaultValue = "8082", description = "default: ${DEFAULT-VALUE}")
    private int inferencePort;

    @Option(names = "--registry-port", paramLabel = "N", defaultValue = "8083", description = "default: ${DEFAULT-VALUE}")
    private int registryPort;

    @Option(names = "--workflow-port", paramLabel = "N", defaultValue = "8084", description = "default: ${DEFAULT-VALUE}")
    private int workflowPort;

    @Option(names = "--selection-port", paramLabel = "N", defaultValue = "8085", description = "default: ${DEFAULT-VALUE}")
    private int selectionPort;

    @Option(names = "--kafka-port", paramLabel = "N", defaultValue = "9092", description = "default: ${DEFAULT-VALUE}")
    private int kafkaPort;

    @Option(names = "--redis-port", paramLabel = "N", defaultValue = "6379", description = "default: ${DEFAULT-VALUE}")
    private int redisPort;

    @Option(names = "--heap", paramLabel = "MIB", description = "Heap of the JVM with the models (default: from the size of their weights)")
    private @Nullable Integer heap;

    @Option(names = "--no-start-cache", description = "Start without the JVM's ahead-of-time caches")
    private boolean noStartCache;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting for every service, as in its YAML file; repeatable")
    private List<String> settings = new ArrayList<>();

    /** Throws {@link IllegalArgumentException} with a message that names the option at fault. */
    Options options() {
        if (heap != null && heap < 64) {
            throw new IllegalArgumentException("--heap is at least 64 (MiB)");
        }
        Options options = Options.of(data.toAbsolutePath().normalize(), small.toAbsolutePath().normalize(), large.toAbsolutePath().normalize())
                .withForm(processes ? Form.PROCESSES : Form.FLAT)
                .withBind(bind)
                .withPorts(new Ports(port, routerPort, inferencePort, registryPort, workflowPort, selectionPort, kafkaPort, redisPort))
                .withHeapMiB(Optional.ofNullable(heap))
                .withSettings(settings);
        return noStartCache ? options : options.withAot(HOME.resolve("standalone/target/aot").toAbsolutePath());
    }
}
