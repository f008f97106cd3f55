package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.Spending;
import io.sluice.workflow.scheduling.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run: the fold of its events, of nothing else. Immutable.
 *
 * @param started       who, what and with which limits
 * @param seq           of the last event
 * @param nextStep      the number that the next step gets; a number is never used again
 * @param done          steps that count, in order, without those that undo others
 * @param undone        numbers of steps that were undone, or could not be
 * @param undoFailures  steps that could not be undone
 * @param broken        the step with which the run ended, where that came to nothing
 * @param note          the last that a person wrote who let a step be done
 * @param activeSeconds of wall time up to {@code activeSince}, without pauses and waiting for people
 * @param activeSince   absent: the run is paused, waits for a person or has ended
 * @param epoch         number of the event that asked the team for money the last time
 * @param costBefore    what the run cost before that
 * @param refusals      commands that were refused, as its events tell; absent: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunState(
        RunEvent.Started started,
        long seq,
        Phase phase,
        boolean paused,
        int nextStep,
        List<DoneStep> done,
        List<Integer> undone,
        int undoFailures,
        @Nullable CurrentStep current,
        @Nullable BrokenStep broken,
        @Nullable Approval approval,
        @Nullable ApprovalNote note,
        @Nullable Ending ending,
        Spending spending,
        double activeSeconds,
        @Nullable Instant activeSince,
        long epoch,
        double costBefore,
        Instant changedAt,
        @Nullable Integer refusals) {

    private static final String ANSWER = "answer";

    /**
     * What the run is after an event. Those that are in it already change nothing.
     *
     * @param before absent before the first event
     * @throws IllegalArgumentException when an event before this one is missing
     */
    public static RunState after(@Nullable RunState before, RunEvent event) {
        if (before != null && event.seq() <= before.seq) {
            return before;
        }
        if (event.seq() != (before == null ? 1 : before.seq + 1)) {
            throw new IllegalArgumentException("run " + event.run() + ": event " + event.seq() + " follows "
                    + (before == null ? 0 : before.seq) + ", so one is missing");
        }
        return RunFold.after(before, event);
    }

    /** Absent: a step failed to give one, or none did. */
    public @Nullable String answer() {
        for (DoneStep step : done.reversed()) {
            if (step.role().equals(ANSWER) && step.output() != null) {
                return step.output();
            }
        }
        return null;
    }

    /** Of the answer: a new one is not judged before somebody does. */
    public Verdict verdict() {
        for (DoneStep step : done.reversed()) {
            if (step.verdict() != null) {
                return Decisions.verdict(step.verdict());
            }
            if (step.role().equals(ANSWER) && step.output() != null) {
                return Verdict.NONE;
            }
        }
        return Verdict.NONE;
    }

    /** The agents of the steps that count. */
    public List<String> executed() {
        return done.stream().map(DoneStep::agent).toList();
    }

    public Optional<DoneStep> last() {
        return done.isEmpty() ? Optional.empty() : Optional.of(done.getLast());
    }

    /** The last output of each agent that gave one. */
    public Map<String, String> outputs() {
        Map<String, String> all = new LinkedHashMap<>();
        for (DoneStep step : done) {
            if (step.output() != null) {
                all.put(step.agent(), step.output());
            }
        }
        return all;
    }

    int refused() {
        return refusals == null ? 0 : refusals;
    }

    /** Of wall time, without pauses and waiting for people. */
    public double activeSeconds(Instant now) {
        return activeSince == null ? activeSeconds : activeSeconds + RunFold.seconds(activeSince, now);
    }
}
