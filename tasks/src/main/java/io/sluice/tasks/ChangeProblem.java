package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Ann buys 47 pens at 38. Change from 5000?}: what comes first in the expression is said last. */
final class ChangeProblem implements ProblemKind {

    private static final int[] LINES = {1, 2, 1, 2, 3};

    @Override
    public String name() {
        return "change";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        String name = Words.one(Words.NAMES, random);
        Purchase purchase = Purchase.draw(LINES[difficulty - 1], difficulty, random);
        int total = purchase.total();
        int paid = difficulty <= 2 ? 100 : 1000 * (total / 1000 + Words.between(1, 5, random));
        List<String> steps = new ArrayList<>(purchase.steps());
        steps.add(paid + "-" + total + "=" + (paid - total));
        List<Term> terms = new ArrayList<>(List.of(new Term('+', paid)));
        terms.addAll(purchase.terms('-'));
        return Problem.ofNumber(
                name + " buys " + purchase.text() + ". Change from " + paid + "?",
                String.join(" ", steps), "", new Expression(terms), difficulty <= 2);
    }
}
