package io.sluice.workflow.scheduling.value;

import io.sluice.workflow.scheduling.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How states and paths are written in {@link Values}: parts between slashes, {@code -} where no step was done. */
public final class Keys {

    private Keys() {
    }

    /** {@code CLASS/MEMORY/LAST/VERDICT} */
    public static String state(int taskClass, String memory, @Nullable String last, Verdict verdict) {
        return taskClass + "/" + memory + "/" + (last == null ? "-" : last) + "/" + verdict.name().toLowerCase(Locale.ROOT);
    }

    /** {@code CLASS/MEMORY/LAST/VERDICT/AGENT} */
    public static String step(int taskClass, String memory, @Nullable String last, Verdict verdict, String agent) {
        return state(taskClass, memory, last, verdict) + "/" + agent;
    }

    /** {@code CLASS/AGENT>AGENT…} */
    public static String path(int taskClass, List<String> agents) {
        return taskClass + "/" + String.join(">", agents);
    }

    /** {@code CLASS/LAST/VERDICT/STEPS/BUDGET/ACTION}, for values that are updated online. */
    public static String online(int taskClass, @Nullable String last, Verdict verdict, int steps, int budget, String action) {
        return taskClass + "/" + (last == null ? "-" : last) + "/" + verdict.name().toLowerCase(Locale.ROOT) + "/" + steps + "/" + budget + "/" + action;
    }
}
