package io.sluice.tasks;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The solver's part: a problem becomes the expression that answers it. The prompt is the problem, nothing else. */
final class SolverTemplate implements Template {

    private final List<ProblemKind> kinds;

    /** @param kinds with an expression */
    SolverTemplate(List<ProblemKind> kinds) {
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return "solver";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        Problem problem = Words.one(kinds, random).pose(difficulty, random);
        return new Exercise(
                problem.text(), problem.lookups(), Objects.requireNonNull(problem.expression()).toString());
    }
}
