package io.sluice.benchmarks.workflow.scripted;

/**
 * A kind of task, by how well agents do at it.
 *
 * @param small  chance that the small model is right; {@code smallForm} that it is right but for the form
 * @param large  likewise of the large one
 * @param plan   chance that the planner's expression is right, which the calculator works out
 */
record Kind(String name, double small, double smallForm, double large, double largeForm, double plan) {

    /** The best flow is another one for each. */
    static final Kind[] ALL = {
        new Kind("easy", 0.90, 0.06, 0.96, 0.02, 0.55),
        new Kind("arithmetic", 0.10, 0.05, 0.40, 0.05, 0.92),
        new Kind("lookup", 0.25, 0.05, 0.90, 0.03, 0.02),
        new Kind("wording", 0.25, 0.65, 0.55, 0.40, 0.05)};

    static Kind of(String name) {
        for (Kind kind : ALL) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no kind '" + name + "'");
    }
}
