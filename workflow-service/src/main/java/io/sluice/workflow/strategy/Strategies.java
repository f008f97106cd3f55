package io.sluice.workflow.strategy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The strategies there are, by the names that documents use. */
public final class Strategies {

    /** Where a document names none. */
    public static final String SINGLE = "single";
    public static final String FIRST_FINISH = "first-finish";

    private static final Map<String, Strategy> ALL = Map.of(SINGLE, new Single());

    private Strategies() {
    }

    public static Optional<Strategy> named(String kind) {
        return Optional.ofNullable(ALL.get(kind));
    }

    public static Set<String> names() {
        return ALL.keySet();
    }
}
