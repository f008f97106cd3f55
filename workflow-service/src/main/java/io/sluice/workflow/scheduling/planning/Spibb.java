package io.sluice.workflow.scheduling.planning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Safe improvement on a baseline (SPIBB, Laroche et al. 2019): where there is too little data, the baseline goes on.
 *
 * <p>An action is known when it was tried more than N times. The theory's N is in the thousands for any workflow; 20 to 50 is a number
 * that works, and no guarantee.
 */
public final class Spibb {

    private Spibb() {
    }

    /** Unknown actions keep the baseline's probability, the best known one takes the rest: Π_b. */
    public static double[] improve(double[] baseline, double[] q, long[] tries, long n) {
        double[] policy = new double[q.length];
        double rest = 1;
        int best = -1;
        for (int i = 0; i < q.length; i++) {
            if (tries[i] > n) {
                best = best < 0 || q[i] > q[best] ? i : best;
            } else {
                policy[i] = baseline[i];
                rest -= baseline[i];
            }
        }
        if (best < 0) {
            return baseline.clone();
        }
        policy[best] += rest;
        return policy;
    }

    /** Unknown actions get the baseline's probability at most, from the best down, and the first known one the rest: Π_≤b. */
    public static double[] improveAtMost(double[] baseline, double[] q, long[] tries, long n) {
        double[] policy = new double[q.length];
        double rest = 1;
        int[] order = IntStream.range(0, q.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -q[i])).mapToInt(Integer::intValue).toArray();
        for (int i : order) {
            if (tries[i] > n) {
                policy[i] = rest;
                return policy;
            }
            policy[i] = Math.min(rest, baseline[i]);
            rest -= policy[i];
        }
        return Arrays.stream(tries).noneMatch(each -> each > n) ? baseline.clone() : policy;
    }
}
