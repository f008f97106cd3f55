package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code Ann buys 47 pens at 38. Tom buys 26 cups at 71. Who pays more?}: the answer is a name, which the sign of the
 * difference decides.
 */
final class PayerProblem implements ProblemKind {

    private static final int[] LINES = {1, 1, 1, 1, 2};

    @Override
    public String name() {
        return "payer";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        List<String> names = Words.distinct(Words.NAMES, 2, random);
        Purchase one = Purchase.draw(LINES[difficulty - 1], difficulty, random);
        Purchase other = Purchase.draw(LINES[difficulty - 1], difficulty, random);
        while (other.total() == one.total()) {
            other = Purchase.draw(LINES[difficulty - 1], difficulty, random);
        }
        List<Term> terms = new ArrayList<>(one.terms('+'));
        terms.addAll(other.terms('-'));
        List<String> steps = new ArrayList<>(List.of(names.getFirst()));
        steps.addAll(one.steps());
        steps.add(names.getLast());
        steps.addAll(other.steps());
        return Problem.ofWord(
                names.getFirst() + " buys " + one.text() + ". " + names.getLast() + " buys " + other.text() + ". Who pays more?",
                String.join(" ", steps),
                new Expression(terms),
                value -> value > 0 ? names.getFirst() : names.getLast());
    }
}
