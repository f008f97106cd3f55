package io.sluice.tasks;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The rewriter's part: {@code PROBLEM=VALUE} becomes the answer as the question wants it, the number itself, a name, yes or no. */
final class RewriterTemplate implements Template {

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
        return prompt.substring(0, prompt.indexOf('='));
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        Problem problem = Words.one(kinds, random).pose(difficulty, random);
        if (problem.wording() == Problem.Wording.NUMBER && random.nextBoolean()) {
            // Numbers want less practice than words.
            problem = Words.one(kinds, random).pose(difficulty, random);
        }
        return new Exercise(
                problem.text() + "=" + Objects.requireNonNull(problem.expression()).value(), "", problem.answer());
    }
}
