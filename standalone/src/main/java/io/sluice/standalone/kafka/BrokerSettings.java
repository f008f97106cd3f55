package io.sluice.standalone.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Kafka's own settings for one node that is broker and controller at once, cut to the size of one machine.
 *
 * @param controllerPort for the node's talk with itself; may change from start to start
 */
record BrokerSettings(Path directory, String host, int port, int controllerPort) {

    static final int NODE_ID = 1;

    Map<String, String> properties() {
        Map<String, String> all = new TreeMap<>();
        listeners(all);
        oneReplica(all);
        small(all);
        return all;
    }

    private void listeners(Map<String, String> all) {
        all.put("process.roles", "broker,controller");
        all.put("node.id", String.valueOf(NODE_ID));
        all.put("controller.quorum.voters", NODE_ID + "@" + host + ":" + controllerPort);
        all.put("listeners", "PLAINTEXT://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://" + host + ":" + port);
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("log.dirs", directory.toString());
        // A consumer's typing error must not make a topic.
        all.put("auto.create.topics.enable", "false");
    }

    private static void oneReplica(Map<String, String> all) {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            all.put(topic + ".replication.factor", "1");
            all.put(topic + ".num.partitions", "1");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        // A run waits for the transaction that a killed workflow-service left open: by default it is looked for every ten seconds.
        all.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    private static void small(Map<String, String> all) {
        all.put("num.network.threads", "1");
        all.put("num.io.threads", "2");
        all.put("background.threads", "2");
        all.put("num.recovery.threads.per.data.dir", "2");
        all.put("num.replica.fetchers", "1");
        // The default of 128 MiB is half of the heap.
        all.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024));
        all.put("log.cleaner.io.buffer.size", String.valueOf(256 * 1024));
        all.put("log.segment.bytes", String.valueOf(64 * 1024 * 1024));
        all.put("offsets.topic.segment.bytes", String.valueOf(16 * 1024 * 1024));
        all.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        all.put("queued.max.requests", "100");
        all.put("socket.request.max.bytes", String.valueOf(16 * 1024 * 1024));
    }
}
