package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run while one decision about it is made: each event is folded in before the next is thought of. Of one call. */
final class RunTurn {

    private final RunContext context;
    private final List<RunEvent> events = new ArrayList<>();
    private @Nullable RunState state;

    /** Makes an event of its number and time. */
    interface Numbered {
        RunEvent at(long seq, Instant now);
    }

    RunTurn(@Nullable RunState state, RunContext context) {
        this.state = state;
        this.context = context;
    }

    void tell(Numbered event) {
        RunEvent next = event.at(state == null ? 1 : state.seq() + 1, context.now());
        events.add(next);
        state = RunState.after(state, next);
    }

    boolean begun() {
        return state != null;
    }

    RunState run() {
        if (state == null) {
            throw new IllegalStateException("the run has not begun");
        }
        return state;
    }

    RunContext context() {
        return context;
    }

    List<RunEvent> events() {
        return List.copyOf(events);
    }
}
