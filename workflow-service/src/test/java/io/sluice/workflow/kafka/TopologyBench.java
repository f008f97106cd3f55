package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowCommand;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.execution.TeamState;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without a broker, with a clock that stands until it is told to go. The driver feeds what it writes as commands back to it. */
final class TopologyBench implements AutoCloseable {

    final EventCodec codec;
    final List<RunEvent> events = new ArrayList<>();
    final List<SluiceEvent> others = new ArrayList<>();
    final List<StepRequested> steps = new ArrayList<>();
    final WorkflowTable workflows = new WorkflowTable();
    private final StateFormat format = new StateFormat(StrictJson.mapper());
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> commands;
    private Instant now = Samples.START;

    TopologyBench() {
        this(RunRules.USUAL);
    }

    TopologyBench(RunRules rules) {
        this(rules, Samples.POLICIES);
    }

    TopologyBench(RunRules rules, Policies policies) {
        this(rules, policies, type -> true);
    }

    /** @param knows which types of commands are understood */
    TopologyBench(RunRules rules, Policies policies, Predicate<String> knows) {
        InstantSource source = this::now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        codec = new EventCodec(StrictJson.mapper(), URI.create("/sluice/test"), clock, new Random(7));
        EventCodec reading = new EventCodec(StrictJson.mapper(), URI.create("/sluice/test"), clock, new Random(8), knows);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        driver = new TopologyTestDriver(RunTopology.of(reading, format, new KnownWorkflows(policies, workflows), rules, clock,
                new ProcessingCounts(new SimpleMeterRegistry())), settings, now);
        commands = driver.createInputTopic(Topics.WORKFLOW_COMMANDS, new StringSerializer(), new ByteArraySerializer());
    }

    Instant now() {
        return now;
    }

    TopologyBench tell(WorkflowCommand command) {
        ProducerRecord<String, byte[]> record = codec.encode(command, null);
        return raw(record.key(), record.value(), record.headers());
    }

    TopologyBench raw(String key, byte[] value, Headers headers) {
        commands.pipeInput(new TestRecord<>(key, value, headers, now));
        collect();
        return this;
    }

    /** Time goes on, in steps of a tick. */
    TopologyBench after(Duration time) {
        for (long tick = 0; tick < time.toMillis(); tick += 100) {
            now = now.plusMillis(100);
            driver.advanceWallClockTime(Duration.ofMillis(100));
            collect();
        }
        return this;
    }

    /** At once: alarms in between are told late. */
    TopologyBench jump(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
        collect();
        return this;
    }

    private void collect() {
        read(Topics.WORKFLOW_EVENTS).forEach(event -> {
            if (event instanceof RunEvent of) {
                events.add(of);
            } else {
                others.add(event);
            }
        });
        read(Topics.WORKFLOW_STEPS).forEach(step -> steps.add((StepRequested) step));
        for (String topic : List.of(Topics.WORKFLOW_VALUES, Topics.WORKFLOW_DEFINITIONS)) {
            read(topic).forEach(event -> {
                workflows.apply(event);
                others.add(event);
            });
        }
    }

    private List<SluiceEvent> read(String topic) {
        TestOutputTopic<String, byte[]> output = driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
        return output.readRecordsToList().stream().filter(record -> record.value() != null).map(this::event).toList();
    }

    private SluiceEvent event(TestRecord<String, byte[]> record) {
        ConsumerRecord<String, byte[]> consumed = new ConsumerRecord<>("t", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, record.key(), record.value(),
                record.headers(), Optional.empty());
        return switch (codec.decode(consumed)) {
            case EventCodec.Decoded.Known(SluiceEvent known) -> known;
            case EventCodec.Decoded.Unknown(String type) -> throw new AssertionError(type);
            case EventCodec.Decoded.Broken(String reason) -> throw new AssertionError(reason);
        };
    }

    List<TestRecord<String, byte[]>> deadLetters() {
        return driver.createOutputTopic(Topics.WORKFLOW_COMMANDS + ".dlt", new StringDeserializer(), new ByteArrayDeserializer()).readRecordsToList();
    }

    RunState run(String run) {
        return format.run(store(Stores.AGGREGATES).get("run/" + run));
    }

    TeamState team(String team) {
        return format.team(store(Stores.AGGREGATES).get("team/" + team));
    }

    KeyValueStore<String, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    long values(String workflow) {
        return others.stream().filter(ValuesEvent.class::isInstance).filter(event -> ((ValuesEvent) event).workflow().equals(workflow)).count();
    }

    long definitions() {
        return others.stream().filter(WorkflowDefined.class::isInstance).count();
    }

    @Override
    public void close() {
        driver.close();
    }
}
