package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Tom has 900 and buys 12 pens at 38. Enough?}: yes, unless it costs more. */
final class EnoughProblem implements ProblemKind {

    private static final int[] LINES = {1, 2, 1, 2, 3};

    @Override
    public String name() {
        return "enough";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        Purchase purchase = Purchase.draw(LINES[difficulty - 1], difficulty, random);
        int total = purchase.total();
        // As often too little as enough, and never far from it.
        int has = total + Words.between(-total / 2, total / 2, random);
        List<String> steps = new ArrayList<>(purchase.steps());
        steps.add(has + "-" + total + "=" + (has - total));
        List<Term> terms = new ArrayList<>(List.of(new Term('+', has)));
        terms.addAll(purchase.terms('-'));
        return Problem.ofWord(
                Words.one(Words.NAMES, random) + " has " + has + " and buys " + purchase.text() + ". Enough?",
                String.join(" ", steps),
                new Expression(terms),
                value -> value >= 0 ? "yes" : "no");
    }
}
