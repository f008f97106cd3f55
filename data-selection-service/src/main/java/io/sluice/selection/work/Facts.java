package io.sluice.selection.work;

import io.sluice.contracts.event.SelectionCompleted;
import io.sluice.contracts.event.SelectionDelayed;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionFailed;
import io.sluice.contracts.event.SelectionPrepared;
import io.sluice.contracts.event.ShardScored;
import io.sluice.selection.job.Patience;
import io.sluice.selection.job.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of steps, as facts. Pure. */
public final class Facts {

    private Facts() {
    }

    /**
     * @param attempt    at the step, 1 first; a step that was tried too often ends its job
     * @param worker     who did it
     * @param cpuSeconds that it took
     */
    public static SelectionEvent of(String job, String worker, Step step, int attempt, StepOutcome outcome,
            @Nullable Double cpuSeconds, Instant at) {
        return switch (outcome) {
            case StepOutcome.Prepared it -> new SelectionPrepared(job, worker, it.digest(), cpuSeconds, at);
            case StepOutcome.Scored it -> new ShardScored(job, worker, it.shard(), it.digest(), it.records(), it.setAside(), cpuSeconds, at);
            case StepOutcome.Merged it -> new SelectionCompleted(job, worker, it.result(), cpuSeconds, at);
            case StepOutcome.Never it -> new SelectionFailed(job, worker, it.code(), it.field(), it.message(), at);
            case StepOutcome.Later it -> {
                Optional<Duration> wait = Patience.after(attempt);
                yield wait.isPresent()
                        ? new SelectionDelayed(job, worker, step.name(), attempt, it.code(), it.message(), at.plus(wait.get()), at)
                        : new SelectionFailed(job, worker, it.code(), null, it.message() + ", after " + attempt + " attempts", at);
            }
        };
    }
}
