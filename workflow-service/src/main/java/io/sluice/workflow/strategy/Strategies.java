package io.sluice.workflow.strategy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The strategies there are, by the names that documents use. */
public final class Strategies {

    /** Where a document names none. */
    public static final Strategy SINGLE = (problem, model) -> {
        String text = model.ask(problem.question());
        return new Solution(text, problem.reading().apply(text));
    };

    private static final Map<String, Strategy> ALL = Map.of("single", SINGLE);

    private Strategies() {
    }

    public static Optional<Strategy> named(String kind) {
        return Optional.ofNullable(ALL.get(kind));
    }

    public static Set<String> names() {
        return ALL.keySet();
    }
}
