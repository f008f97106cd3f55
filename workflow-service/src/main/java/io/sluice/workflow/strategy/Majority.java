package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Self-consistency (Wang et al. 2022): {@code samples} answers, and the output that most of them have; of equal ones the one
 * that came first. Stops asking as soon as the answers that are missing can change nothing, so that it never pays more than
 * the vote is worth and always chooses what all samples would have.
 */
final class Majority implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts().whole("samples", 5, 1, 32);

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return SETTINGS.fault(spec);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        Map<String, Integer> votes = new LinkedHashMap<>();
        Map<String, String> firstTexts = new LinkedHashMap<>();
        String last = "";
        for (int left = SETTINGS.whole(problem.spec(), "samples") - 1; left >= 0; left--) {
            last = model.ask(problem.question());
            String output = problem.reading().apply(last);
            if (output != null) {
                votes.merge(output.strip(), 1, Integer::sum);
                firstTexts.putIfAbsent(output.strip(), last);
            }
            if (settled(votes, left)) {
                break;
            }
        }
        Optional<String> winner = leader(votes);
        return winner.isEmpty() ? new Solution(last, null) : new Solution(firstTexts.get(winner.get()), winner.get());
    }

    /** The first of those with the most votes: the map's order is that of first appearance. */
    static Optional<String> leader(Map<String, Integer> votes) {
        String best = null;
        for (Map.Entry<String, Integer> each : votes.entrySet()) {
            if (best == null || each.getValue() > votes.get(best)) {
                best = each.getKey();
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether {@code left} more votes, however they are cast, leave the leader where it is. */
    private static boolean settled(Map<String, Integer> votes, int left) {
        Optional<String> leader = leader(votes);
        if (leader.isEmpty() || left > votes.get(leader.get())) {
            return false;
        }
        boolean before = true;
        for (Map.Entry<String, Integer> each : votes.entrySet()) {
            if (each.getKey().equals(leader.get())) {
                before = false;
                continue;
            }
            int most = each.getValue() + left;
            int lead = votes.get(leader.get());
            if (most > lead || most == lead && before) {
                return false;
            }
        }
        return true;
    }
}
