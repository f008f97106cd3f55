package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.WorkflowCommand;

/** What the topology did, in numbers. */
final class ProcessingCounts {

    private final MeterRegistry meters;
    private final Counter buried;

    ProcessingCounts(MeterRegistry meters) {
        this.meters = meters;
        this.buried = Counter.builder("sluice.workflow.commands.dead").register(meters);
    }

    void commanded(WorkflowCommand command) {
        meters.counter("sluice.workflow.commands", "type", command.type()).increment();
    }

    void buried() {
        buried.increment();
    }
}
