package io.sluice.workflow.kafka;

import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.workflow.execution.RunRules;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/** Commands in; state, history, steps, messages, values and definitions out: one sub-topology, so that a key has one writer. */
final class RunTopology {

    private static final String SOURCE = "commands";
    private static final String AGGREGATES = "aggregates";
    private static final List<String> SINKS = List.of(Topics.WORKFLOW_COMMANDS, Topics.WORKFLOW_EVENTS, Topics.WORKFLOW_STEPS, Topics.WORKFLOW_VALUES,
            Topics.WORKFLOW_DEFINITIONS, Topics.WORKFLOW_COMMANDS + Topics.DEAD_LETTER_SUFFIX);

    private RunTopology() {
    }

    static Topology of(EventCodec codec, StateFormat format, KnownWorkflows known, RunRules rules, Clock clock, ProcessingCounts counts) {
        Topology topology = new Topology();
        topology.addSource(SOURCE, Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), Topics.WORKFLOW_COMMANDS);
        topology.addProcessor(AGGREGATES, () -> new AggregateProcessor(codec, format, known, rules, clock, counts), SOURCE);
        for (String store : Stores.names()) {
            topology.addStateStore(Stores.builder(store), AGGREGATES);
        }
        for (String sink : SINKS) {
            topology.addSink(sink, sink, Serdes.String().serializer(), Serdes.ByteArray().serializer(), AGGREGATES);
        }
        return topology;
    }
}
