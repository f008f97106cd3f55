package io.sluice.workflow.scheduling.planning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Leaves out what is worse with confidence: an action whose upper bound lies below the best lower bound, after {@code after}
 * tries, at least two actions staying.
 *
 * <p>The radius {@code range · sqrt(ln(4 K n² / δ) / 2n)} holds for all K actions and all n together (Hoeffding and a union
 * bound), however often one looks. A gap of 0.4 of the range needs about 200 tries. What is left out comes back when the bounds
 * say so: nothing is pruned for ever.
 *
 * @param delta chance that anything is ever left out wrongly, 0..1
 * @param after tries, at least 1
 */
public record Pruning(double delta, long after) {

    static final int KEPT = 2;

    /**
     * @param q     estimate
     * @param tries what it rests on
     */
    public record Candidate(String action, double q, long tries) {
    }

    /** What one estimate may be off by. */
    public double radius(int actions, long tries, double range) {
        return range * Math.sqrt(Math.log(4.0 * actions * tries * tries / delta) / (2.0 * tries));
    }

    /** Those who stay, in their order. */
    public List<Candidate> keep(List<Candidate> candidates, double range) {
        int actions = candidates.size();
        double floor = candidates.stream().filter(each -> each.tries() > 0)
                .mapToDouble(each -> each.q() - radius(actions, each.tries(), range)).max().orElse(Double.NEGATIVE_INFINITY);
        List<Candidate> losers = new ArrayList<>(candidates.stream()
                .filter(each -> each.tries() >= after && each.q() + radius(actions, each.tries(), range) < floor)
                .sorted(Comparator.comparingDouble(Candidate::q)).toList());
        while (!losers.isEmpty() && actions - losers.size() < KEPT) {
            losers.removeLast();
        }
        return candidates.stream().filter(each -> !losers.contains(each)).toList();
    }
}
