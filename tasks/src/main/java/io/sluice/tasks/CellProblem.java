package io.sluice.tasks;

import java.util.random.RandomGenerator;

/** {@code Table: A1 hats A2 pens; find A2}: the models' own table, with nothing to work out. One call answers it. */
final class CellProblem implements ProblemKind {

    private final TableTemplate table = new TableTemplate();

    @Override
    public String name() {
        return "cell";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        Exercise exercise = table.draw(difficulty, random);
        return new Problem(
                exercise.prompt(), exercise.steps(), exercise.answer(), exercise.steps(), null, Problem.Wording.NUMBER, true);
    }
}
