package io.sluice.platform.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The broker's JVM: data directory, host, port, controller port. It ends when its standard input does. */
final class TestBrokerMain {

    static final String READY = "the test broker serves";

    private static final int NODE = 1;

    private TestBrokerMain() {
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        Map<String, String> settings = settings(data, arguments[1], arguments[2], arguments[3]);
        if (Files.isDirectory(data.resolve("__cluster_metadata-0"))) {
            giveUpTheKilled(settings, arguments[1] + ":" + arguments[3]);
        }
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(data);
        }
        new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM).startup();
        System.out.println(READY);
        endWithParent();
    }

    private static void format(Path data) throws Exception {
        Files.createDirectories(data);
        new Formatter().setPrintStream(System.err).setNodeId(NODE).setClusterId(Uuid.randomUuid().toString())
                .addDirectory(data.toString()).setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER").run();
    }

    /**
     * As the standalone's broker does, and why: over its own live registration it would leave transactions open for ever.
     * This one never stops in order. How long that may take is bounded by whoever waits for the broker to be ready.
     */
    private static void giveUpTheKilled(Map<String, String> settings, String controller) throws Exception {
        Map<String, String> alone = new HashMap<>(settings);
        alone.put("process.roles", "controller");
        alone.put("listeners", "CONTROLLER://" + controller);
        alone.remove("advertised.listeners");
        alone.put("broker.session.timeout.ms", "500");
        alone.put("broker.heartbeat.interval.ms", "250");
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(alone, false), Time.SYSTEM);
        server.startup();
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName active = new ObjectName("kafka.controller:type=KafkaController,name=ActiveBrokerCount");
        ObjectName fenced = new ObjectName("kafka.controller:type=KafkaController,name=FencedBrokerCount");
        while (!beans.isRegistered(fenced) || !beans.getAttribute(active, "Value").equals(0) || beans.getAttribute(fenced, "Value").equals(0)) {
            Thread.sleep(50);
        }
        server.shutdown();
        server.awaitShutdown();
    }

    private static void endWithParent() throws IOException {
        while (System.in.read() >= 0) {
            // The parent never writes; the end of the stream is its death.
        }
        Runtime.getRuntime().halt(0);
    }

    private static Map<String, String> settings(Path data, String host, String port, String controllerPort) {
        Map<String, String> all = new HashMap<>(Map.of(
                "process.roles", "broker,controller",
                "node.id", Integer.toString(NODE),
                "controller.quorum.voters", NODE + "@" + host + ":" + controllerPort,
                "listeners", "PLAINTEXT://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort,
                "advertised.listeners", "PLAINTEXT://" + host + ":" + port,
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", data.toString(),
                "log.cleaner.dedupe.buffer.size", "4194304"));
        all.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.num.partitions", "1",
                "transaction.state.log.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0",
                // A transaction that a killed process left open is aborted soon after its time, as in the standalone broker.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                // A topic that a test forgot to make must not appear by itself.
                "auto.create.topics.enable", "false",
                "num.io.threads", "2",
                "num.network.threads", "1"));
        return all;
    }
}
