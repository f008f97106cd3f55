package io.sluice.platform.event;

import io.sluice.contracts.event.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing, in the background, as soon as there is a broker. */
public final class TopicCreation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);
    private static final long PAUSE_NANOS = 500_000_000L;
    private static final int PATIENCE_MILLIS = 3000;

    private final String bootstrapServers;
    private final Thread thread;
    private volatile boolean closing;

    public TopicCreation(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.thread = Thread.ofPlatform().name("sluice-topics").daemon().start(this::run);
    }

    private void run() {
        while (!closing) {
            try (Admin admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS))) {
                create(admin);
                return;
            } catch (KafkaException | ExecutionException away) {
                LOG.debug("topics can't be created now: {}", away.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private static void create(Admin admin) throws ExecutionException, InterruptedException {
        List<NewTopic> topics = Topics.ALL.stream()
                .map(topic -> new NewTopic(topic.name(), java.util.Optional.of(topic.partitions()), java.util.Optional.empty())
                        .configs(settings(topic)))
                .toList();
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                created.get();
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof TopicExistsException)) {
                    throw failure;
                }
            }
        }
    }

    private static Map<String, String> settings(Topics.Topic topic) {
        Map<String, String> all = new HashMap<>();
        all.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.compacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        if (topic.days() != null) {
            all.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofDays(topic.days()).toMillis()));
        }
        if (topic.brokersTime()) {
            all.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        }
        return all;
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
