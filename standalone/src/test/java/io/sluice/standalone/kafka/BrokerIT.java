package io.sluice.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.standalone.check.PortUse;
import io.sluice.standalone.child.Child;
import io.sluice.standalone.child.Children;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BrokerIT {

    private static final String HOST = "127.0.0.1";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasWrittenOverAnOrderlyStopAndAKill() throws Exception {
        int port = PortUse.free(HOST);
        try (Children first = Children.create()) {
            start(first, port);
            try (Admin admin = Admin.create(client(port))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
            }
            write(port, "one");
        }
        // Another port for the controller, too: it is chosen at each start.
        int other = PortUse.free(HOST);
        try (Children second = Children.create()) {
            Child broker = start(second, other);
            write(other, "two");
            broker.kill();
        }
        try (Children third = Children.create()) {
            Child broker = start(third, other);
            assertThat(read(other)).containsExactly("one", "two");
            third.close();
            assertThat(broker.onExit().get()).as("an orderly end, not a kill").isEqualTo(143);
        }
        assertThat(ProcessHandle.current().descendants().filter(process -> process.info().commandLine().orElse("").contains("BrokerMain")))
                .isEmpty();
    }

    @Test
    void aTransactionThatAKillLeftOpenIsEndedAndHoldsNobodyUp() throws Exception {
        int port = PortUse.free(HOST);
        try (Children first = Children.create()) {
            Child broker = start(first, port);
            try (Admin admin = Admin.create(client(port))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
            }
            Map<String, Object> settings = new HashMap<>(client(port));
            settings.put("transactional.id", "left-open");
            settings.put("transaction.timeout.ms", 1_000);
            KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("kept", 0, "key", "never told")).get(20, TimeUnit.SECONDS);
            broker.kill();
            producer.close(Duration.ZERO);
        }
        try (Children second = Children.create()) {
            start(second, port);
            write(port, "told");
            assertThat(read(port)).containsExactly("told");
        }
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0); Children children = Children.create()) {
            assertThatThrownBy(() -> start(children, taken.getLocalPort()))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("kafka (process ")
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void namesADamagedIdentity() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=abc\n");
        try (Children children = Children.create()) {
            assertThatThrownBy(() -> start(children, PortUse.free(HOST))).hasMessageContaining("kafka: Stored node id 7");
        }
    }

    private Child start(Children children, int port) throws Exception {
        Broker broker = new Broker(folder.resolve("data"), folder.resolve("logs"), HOST, port, PortUse.free(HOST),
                System.getProperty("java.class.path"), List.of());
        Child child = children.start(broker.spec(STOP_LIMIT));
        children.ready(Broker.NAME).get(120, TimeUnit.SECONDS);
        return child;
    }

    private static void write(int port, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(client(port), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", 0, "key", value)).get(20, TimeUnit.SECONDS);
        }
    }

    /** What is committed, up to what is written by now. */
    private static List<String> read(int port) throws Exception {
        Map<String, Object> settings = new HashMap<>(client(port));
        settings.put("isolation.level", "read_committed");
        try (Admin admin = Admin.create(client(port));
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            List<String> values = new ArrayList<>();
            long end = admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest())).partitionResult(PARTITION).get(20, TimeUnit.SECONDS).offset();
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
            return values;
        }
    }

    private static Map<String, Object> client(int port) {
        return Map.of("bootstrap.servers", HOST + ":" + port);
    }
}
