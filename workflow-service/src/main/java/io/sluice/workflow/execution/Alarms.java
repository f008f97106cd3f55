package io.sluice.workflow.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a run or a budget wants to be woken, by name: what it waits for can be told from its state alone. An alarm that comes
 * late, twice or for something that is over changes nothing.
 */
public final class Alarms {

    static final String WALL = "wall";
    /** The run is open for too long. */
    static final String OPEN = "open";
    /** And can't be undone either. */
    static final String OPEN_STILL = "open/still";
    /** What the alarms begin with that heartbeats put off. */
    public static final String LEASE = "lease/";
    /** An ended run may be forgotten. */
    public static final String FORGET = "forget";

    private static final int PICK_UP_DOUBLINGS_MAX = 4;

    private Alarms() {
    }

    public static Map<String, Instant> of(RunState run, RunRules rules) {
        Map<String, Instant> alarms = new TreeMap<>();
        if (run.phase().ended()) {
            alarms.put(FORGET, run.changedAt().plus(rules.retention()));
            return alarms;
        }
        Instant tooLong = run.started().at().plus(rules.open());
        if (run.ending() == null) {
            alarms.put(OPEN, tooLong);
        } else {
            alarms.put(OPEN_STILL, tooLong.plus(rules.undoing()));
        }
        CurrentStep step = run.current();
        if (step != null && run.phase() == Phase.STEP) {
            alarms.put(lease(step.step(), step.attempt()), takeBy(step, rules));
            alarms.put(deadline(step), step.deadline().plus(rules.grace()));
        }
        if (step != null && step.retryAt() != null && run.phase() == Phase.RETRYING && !run.paused()) {
            alarms.put(retry(step), step.retryAt());
        }
        Approval approval = run.approval();
        if (approval != null && run.phase() == Phase.APPROVAL && !run.paused()) {
            alarms.put(approval(approval), approval.until());
        }
        if (run.activeSince() != null && run.ending() == null) {
            double left = Math.max(0, run.started().seconds() - run.activeSeconds());
            alarms.put(WALL, run.activeSince().plus(Duration.ofNanos((long) (left * 1e9))));
        }
        return alarms;
    }

    public static Map<String, Instant> of(TeamState team) {
        Map<String, Instant> alarms = new TreeMap<>();
        team.open().forEach((key, held) -> {
            if (!held.spent()) {
                alarms.put(key, held.until());
            }
        });
        return alarms;
    }

    /** The alarm that a worker's heartbeat puts off. */
    public static String lease(int step, int attempt) {
        return LEASE + step + "/" + attempt;
    }

    /** After which nobody takes this attempt any more. */
    static Instant takeBy(CurrentStep step, RunRules rules) {
        return step.requestedAt().plus(rules.pickUp().multipliedBy(1L << Math.min(step.losses(), PICK_UP_DOUBLINGS_MAX)));
    }

    static String deadline(CurrentStep step) {
        return "deadline/" + step.step() + "/" + step.attempt();
    }

    static String retry(CurrentStep step) {
        return "retry/" + step.step() + "/" + step.attempt();
    }

    static String approval(Approval approval) {
        return "approval/" + approval.step();
    }
}
