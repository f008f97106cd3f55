package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What can be read of a run's event whose type only a newer version knows: enough to count it. */
final class NewerEvents {

    private static final String PREFIX = "io.sluice.workflow.";

    private final JsonMapper mapper;

    NewerEvents(JsonMapper mapper) {
        this.mapper = mapper;
    }

    private record Common(String run, long seq, Instant at) {
    }

    /** Empty: it is no run's event, so no run misses it. */
    Optional<RunEvent> read(String type, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || !type.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            Common common = mapper.readValue(record.value(), Common.class);
            String key = new String(record.key(), StandardCharsets.UTF_8);
            return common.run() == null || common.at() == null || common.seq() < 1 || !RunCommand.key(common.run()).equals(key)
                    ? Optional.empty() : Optional.of(new RunEvent.Unknown(type, common.run(), common.seq(), common.at()));
        } catch (JacksonException different) {
            return Optional.empty();
        }
    }
}
