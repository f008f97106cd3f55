package io.sluice.standalone.kafka;

import io.sluice.standalone.child.Announcement;
import io.sluice.standalone.child.Leash;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.LoggerFactory;

/** The broker's JVM. Arguments: directory, host, port, controller port. */
final class BrokerMain {

    private static final String COMPONENT = "kafka";

    private BrokerMain() {
    }

    public static void main(String[] arguments) {
        Leash leash = Leash.attach();
        BrokerSettings settings = new BrokerSettings(Path.of(arguments[0]), arguments[1],
                Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        try {
            run(settings, leash);
        } catch (Exception e) {
            LoggerFactory.getLogger(BrokerMain.class).error("The broker can't start", e);
            leash.announce(new Announcement.Failed(COMPONENT, rootCause(e)));
            // Kafka's threads are not daemons.
            System.exit(1);
        }
    }

    private static void run(BrokerSettings settings, Leash leash) throws Exception {
        if (KilledBroker.in(settings.directory())) {
            KilledBroker.giveUp(settings);
        }
        format(settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings.properties(), false), Time.SYSTEM);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdown();
            server.awaitShutdown();
            stopped.countDown();
        }, "stop"));
        server.startup();
        leash.announce(new Announcement.Ready(COMPONENT));
        stopped.await();
    }

    /** Gives an empty directory its identity; a formatted one keeps what it has. */
    private static void format(BrokerSettings settings) throws Exception {
        Path directory = settings.directory();
        if (Files.isRegularFile(directory.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(System.err, true))
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .run();
    }

    private static String rootCause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
