package io.sluice.inference.decoding;

import io.sluice.contracts.generation.Sampling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The truncation rules written down as their definitions read: sort everything, then cut. */
final class PlainCut {

    private PlainCut() {
    }

    static Set<Integer> survivors(float[] logits, Sampling sampling) {
        List<Integer> ids = new ArrayList<>();
        double max = Double.NEGATIVE_INFINITY;
        for (int id = 0; id < logits.length; id++) {
            ids.add(id);
            max = Math.max(max, logits[id]);
        }
        double top = max;
        ids.sort(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id));
        if (sampling.topK() > 0) {
            ids = ids.subList(0, Math.min(sampling.topK(), ids.size()));
        }
        double sum = ids.stream().mapToDouble(id -> weight(logits[id], top, sampling)).sum();
        Set<Integer> kept = new TreeSet<>();
        double reached = 0;
        for (int id : ids) {
            if (kept.isEmpty() || reached < sampling.topP() * sum - 1e-12 || sampling.topP() == 1) {
                double weight = weight(logits[id], top, sampling);
                reached += weight;
                if (weight >= sampling.minP()) {
                    kept.add(id);
                }
            }
        }
        return kept;
    }

    private static double weight(float logit, double max, Sampling sampling) {
        return Math.exp((logit - max) / sampling.temperature());
    }
}
