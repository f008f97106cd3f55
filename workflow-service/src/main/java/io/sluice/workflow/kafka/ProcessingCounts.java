package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.WorkflowCommand;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What the topology did, in numbers. */
final class ProcessingCounts {

    private final MeterRegistry meters;
    private final Counter buried;
    private final AtomicInteger held;

    ProcessingCounts(MeterRegistry meters) {
        this.meters = meters;
        this.buried = Counter.builder("sluice.workflow.commands.dead").register(meters);
        this.held = Objects.requireNonNull(meters.gauge("sluice.workflow.commands.held", new AtomicInteger()));
    }

    void commanded(WorkflowCommand command) {
        meters.counter("sluice.workflow.commands", "type", command.type()).increment();
    }

    /** More of them, or less. */
    void held(int by) {
        held.addAndGet(by);
    }

    void buried() {
        buried.increment();
    }
}
