package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import java.util.List;

/** Which candidates a run still can follow. */
final class Flows {

    private Flows() {
    }

    /** Those that begin with what was done and whose next step is possible. */
    static List<List<String>> open(List<List<String>> flows, Situation situation) {
        List<String> actions = Odds.actions(situation);
        int done = situation.executed().size();
        return flows.stream()
                .filter(flow -> flow.size() >= done && flow.subList(0, done).equals(situation.executed()))
                .filter(flow -> actions.contains(action(flow, situation)))
                .toList();
    }

    /** The flow's next step after what was done. */
    static String action(List<String> flow, Situation situation) {
        int done = situation.executed().size();
        return done < flow.size() ? flow.get(done) : Choice.STOP;
    }

    /** For a run that follows none. */
    static String fallback(Situation situation) {
        return situation.mayStop() ? Choice.STOP : situation.offered().getFirst();
    }
}
