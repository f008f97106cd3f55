package io.sluice.tasks;

import java.util.random.RandomGenerator;

/** {@code Ann buys 47 pens at 38 and 26 cups at 19. Total?}: the shop that the models know, with numbers that they don't. */
final class OrderProblem implements ProblemKind {

    private static final int[] LINES = {1, 2, 1, 2, 3};

    @Override
    public String name() {
        return "order";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        String name = Words.one(Words.NAMES, random);
        Purchase purchase = Purchase.draw(LINES[difficulty - 1], difficulty, random);
        return Problem.ofNumber(
                name + " buys " + purchase.text() + ". Total?",
                String.join(" ", purchase.steps()), "", new Expression(purchase.terms('+')), difficulty <= 2);
    }
}
