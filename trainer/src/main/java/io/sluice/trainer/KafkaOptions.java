package io.sluice.trainer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.json.StrictJson;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine.Option;

/** Where events are. */
final class KafkaOptions {

    @Option(names = "--kafka", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:9092", description = "the broker")
    String bootstrapServers = "127.0.0.1:9092";

    EventCodec codec(String source, Clock clock) {
        return new EventCodec(
                StrictJson.mapper(), URI.create("/sluice/" + source), clock, new SecureRandom());
    }

    /** A command is not scraped. */
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
