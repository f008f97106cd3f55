package io.sluice.platform.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(data);
        }
        Map<String, String> settings = settings(data, arguments[1], arguments[2], arguments[3]);
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
