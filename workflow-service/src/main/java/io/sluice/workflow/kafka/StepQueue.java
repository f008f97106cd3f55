package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests for steps, each at most once: its offset is committed before it is begun, since its run asks again when
 * nothing is heard of it. Takes no more than there are free workers; what is left waits with the brokers.
 */
final class StepQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StepQueue.class);
    private static final String GROUP = "sluice-workflow-steps";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final EventCodec codec;
    private final EngineSettings settings;
    private final StepWorkers workers;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final Thread thread;
    private volatile boolean closing;

    StepQueue(EventCodec codec, EngineSettings settings, StepWorkers workers, MeterRegistry meters) {
        this.codec = codec;
        this.settings = settings;
        this.workers = workers;
        this.meters = meters;
        this.deadLetters = new DeadLetters(settings.bootstrapServers());
        this.thread = Thread.ofPlatform().daemon().name("sluice-steps").start(this::run);
    }

    private void run() {
        while (!closing) {
            try (KafkaConsumer<byte[], byte[]> consumer = open()) {
                consumer.subscribe(List.of(Topics.WORKFLOW_STEPS));
                while (!closing) {
                    takeSome(consumer);
                }
                consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
            } catch (InterruptException stopped) {
                return;
            } catch (KafkaException away) {
                LOG.warn("no steps can be taken now: {}", away.toString());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        int session = (int) settings.session().toMillis();
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        all.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        all.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instance());
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / 3);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, session);
        all.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, session);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void takeSome(KafkaConsumer<byte[], byte[]> consumer) {
        if (workers.free() == 0) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            return;
        }
        int free = workers.free();
        Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
        List<ConsumerRecord<byte[], byte[]>> mine = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (mine.size() < free) {
                mine.add(record);
                taken.put(partition, new OffsetAndMetadata(record.offset() + 1));
            }
        }
        // Whatever did not fit is asked for again, from the first that was left.
        records.partitions().forEach(partition -> consumer.seek(partition, taken.containsKey(partition)
                ? taken.get(partition).offset() : records.records(partition).getFirst().offset()));
        if (!mine.isEmpty()) {
            consumer.commitSync(taken);
            mine.forEach(this::begin);
        }
    }

    private void begin(ConsumerRecord<byte[], byte[]> record) {
        switch (codec.decode(record)) {
            case EventCodec.Decoded.Known(StepRequested request) -> workers.take(request);
            case EventCodec.Decoded.Known(var other) -> bury(record, other.type() + " is no step");
            case EventCodec.Decoded.Unknown(String type) -> meters.counter("sluice.workflow.steps.unknown").increment();
            case EventCodec.Decoded.Broken(String reason) -> bury(record, reason);
        }
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.error("step request {}@{} goes to the dead letters: {}", record.partition(), record.offset(), reason);
        try {
            deadLetters.bury(record, reason).join();
        } catch (CompletionException unwritten) {
            LOG.error("and it could not be written there", unwritten);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        deadLetters.close();
    }
}
