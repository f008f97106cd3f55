package io.sluice.trainer.task;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The rewriter's parts: {@code PROBLEM=NUMBER} becomes the answer as the question wants it, and {@code PROBLEM|EXPRESSION},
 * with an expression that was found wrong, the right one.
 */
final class RewriterTemplate implements Template {

    private static final double CORRECTED = 0.5;
    /** A verifier errs: some expressions are right as they are. */
    private static final double RIGHT_ALREADY = 0.2;

    private final List<ProblemKind> kinds;

    /** @param kinds with an expression */
    RewriterTemplate(List<ProblemKind> kinds) {
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return "rewriter";
    }

    @Override
    public String problem(String prompt) {
        return prompt.split("[=|]")[0];
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        Problem problem = Words.one(kinds, random).pose(difficulty, random);
        Expression right = Objects.requireNonNull(problem.expression());
        if (random.nextDouble() >= CORRECTED) {
            return new Exercise(problem.text() + "=" + right.value(), "", problem.answer());
        }
        Expression given = random.nextDouble() < RIGHT_ALREADY ? right : Slip.of(right, problem.text(), random);
        return new Exercise(problem.text() + "|" + given, problem.lookups(), right.toString());
    }
}
