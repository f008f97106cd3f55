package io.sluice.standalone.kafka;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that was killed, as the controller has to see it before it starts again: given up (fenced), its partitions without a
 * leader.
 *
 * <p>One that starts over its own live registration takes its transactions up at once, then registers anew, and until it is
 * back its partitions have no leader. Kafka 4.3.1 takes such a partition for a deleted one
 * ({@code KRaftMetadataCache.getPartitionLeaderEndpoint} is empty for both) and leaves out the markers that would end a
 * transaction there. It then never ends: whoever reads what is committed, Kafka Streams among them, stands before it for ever.
 * Given up first, the broker takes its transactions up once, when it leads its partitions. That takes some two seconds.
 */
final class KilledBroker {

    private static final Logger LOG = LoggerFactory.getLogger(KilledBroker.class);
    /** Written by a broker that stops in order, and removed as it starts. */
    private static final String STOPPED_IN_ORDER = ".kafka_cleanshutdown";
    private static final Duration SESSION = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(100);
    /** Then it starts as it is: late answers are better than none. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private KilledBroker() {
    }

    /** Whether the broker of this directory began to run and did not stop in order. */
    static boolean in(Path directory) {
        return Files.isRegularFile(directory.resolve("meta.properties")) && Files.isDirectory(directory.resolve("__cluster_metadata-0"))
                && !Files.exists(directory.resolve(STOPPED_IN_ORDER));
    }

    /** Runs the controller alone until it has given the broker up, and ends it. */
    static void giveUp(BrokerSettings settings) throws JMException, InterruptedException {
        Map<String, String> alone = new TreeMap<>(settings.properties());
        alone.put("process.roles", "controller");
        alone.put("listeners", "CONTROLLER://" + settings.host() + ":" + settings.controllerPort());
        alone.remove("advertised.listeners");
        alone.put("broker.session.timeout.ms", String.valueOf(SESSION.toMillis()));
        alone.put("broker.heartbeat.interval.ms", String.valueOf(SESSION.toMillis() / 2));
        KafkaRaftServer controller = new KafkaRaftServer(new KafkaConfig(alone, false), Time.SYSTEM);
        controller.startup();
        try {
            awaitFenced();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    private static void awaitFenced() throws JMException, InterruptedException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        long end = System.nanoTime() + LIMIT.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (count(beans, "ActiveBrokerCount") != 0 || count(beans, "FencedBrokerCount") == 0) {
            if (System.nanoTime() > end) {
                LOG.warn("The controller does not give up the broker that was killed; where transactions were open, runs may stand still");
                return;
            }
            never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** As the controller's metrics tell; -1 before they do. */
    private static int count(MBeanServer beans, String name) throws JMException {
        ObjectName metric = new ObjectName("kafka.controller:type=KafkaController,name=" + name);
        return beans.isRegistered(metric) ? ((Number) beans.getAttribute(metric, "Value")).intValue() : -1;
    }
}
