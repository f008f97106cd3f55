package io.sluice.benchmarks.samples;

import io.sluice.contracts.routing.SamplePlan;
import io.sluice.contracts.routing.SamplePlan.Pick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to an answer.
 *
 * @param greedy  at temperature 0
 * @param plan    present exactly when there are several samples of one answer
 * @param choices answers that are all written to their end; 1 but for {@link #ALL}
 */
record Method(String name, boolean greedy, @Nullable SamplePlan plan, int choices) {

    static final int MOST = 8;
    static final Method ONE = new Method("one sample", false, null, 1);
    /** Eight samples to their end: what the others save, and how long right and wrong answers are. */
    static final Method ALL = new Method("8, none stopped", false, null, MOST);

    static List<Method> all() {
        List<Method> methods = new ArrayList<>(List.of(new Method("greedy", true, null, 1), ONE));
        for (Pick pick : Pick.values()) {
            for (int count = 2; count <= MOST; count *= 2) {
                methods.add(new Method((pick == Pick.MAJORITY ? "majority " : "first finish ") + count, false, new SamplePlan(count, pick), 1));
            }
        }
        methods.add(ALL);
        return List.copyOf(methods);
    }
}
