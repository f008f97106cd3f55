package io.sluice.trainer.continual;

import java.util.Arrays;

/**
 * Accuracy on each task after each task, {@code [learned][task]}, from 0 to 1.
 *
 * <p>With T tasks and a<sub>i,j</sub> the accuracy on task j after task i, the last accuracy is the mean of a<sub>T,j</sub>
 * over all j, and forgetting the mean over j &lt; T of max<sub>i&lt;T</sub> a<sub>i,j</sub> − a<sub>T,j</sub> (Chaudhry
 * et al. 2018), negative where a later task helps.
 */
public record AccuracyMatrix(double[][] values) {

    public AccuracyMatrix {
        if (values.length == 0 || Arrays.stream(values).anyMatch(row -> row.length != values.length)) {
            throw new IllegalArgumentException("the accuracies are no square");
        }
    }

    public double last() {
        return Arrays.stream(values[values.length - 1]).average().orElseThrow();
    }

    /** 0 for a single task. */
    public double forgetting() {
        int last = values.length - 1;
        double sum = 0;
        for (int task = 0; task < last; task++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int learned = 0; learned < last; learned++) {
                best = Math.max(best, values[learned][task]);
            }
            sum += best - values[last][task];
        }
        return last == 0 ? 0 : sum / last;
    }
}
