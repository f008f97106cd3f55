package io.sluice.workflow.strategy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The strategies there are, by the names that documents use. */
public final class Strategies {

    /** Where a document names none. */
    public static final String SINGLE = "single";
    public static final String FIRST_FINISH = "first-finish";
    public static final String MAJORITY = "majority";

    private static final Map<String, Strategy> ALL = Map.ofEntries(
            Map.entry(SINGLE, new Single()),
            Map.entry(MAJORITY, new Majority()),
            Map.entry(FIRST_FINISH, new FirstFinish()),
            Map.entry("adaptive", new Adaptive()),
            Map.entry("hpt", new Ladder()),
            Map.entry("batch", new Batch()),
            Map.entry("exemplars-random", new RandomExemplars()),
            Map.entry("exemplars-ease", new EaseExemplars()),
            Map.entry("revise", new Revise()),
            Map.entry("revise-propose", new ReviseProposal()),
            Map.entry("revise-apply", new ReviseApplication()));

    private Strategies() {
    }

    public static Optional<Strategy> named(String kind) {
        return Optional.ofNullable(ALL.get(kind));
    }

    /** Whether it asks the same question several times, for other answers. */
    public static boolean samples(String kind) {
        return kind.equals(MAJORITY) || kind.equals(FIRST_FINISH);
    }

    public static Set<String> names() {
        return ALL.keySet();
    }
}
