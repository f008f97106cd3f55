package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Tom has 352 pens. Bob adds 87. Eve takes 64. How many?}: the story that the models know, with larger numbers. */
final class StockProblem implements ProblemKind {

    private static final int[] CHANGES = {1, 2, 2, 3, 4};

    @Override
    public String name() {
        return "stock";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        boolean plain = difficulty <= 2;
        List<String> names = Words.distinct(Words.NAMES, 1 + CHANGES[difficulty - 1], random);
        int number = plain ? Words.between(30, 60, random) : Words.between(300, 999, random);
        StringBuilder text =
                new StringBuilder(names.getFirst() + " has " + number + " " + Words.one(Words.ITEMS, random) + ".");
        List<String> steps = new ArrayList<>();
        List<Term> terms = new ArrayList<>(List.of(new Term('+', number)));
        for (String name : names.subList(1, names.size())) {
            boolean adds = number < (plain ? 20 : 300) || random.nextBoolean();
            int amount = plain ? Words.between(2, 9, random) : Words.between(12, 99, random);
            int next = adds ? number + amount : number - amount;
            text.append(' ').append(name).append(adds ? " adds " : " takes ").append(amount).append('.');
            steps.add(name + " " + number + (adds ? "+" : "-") + amount + "=" + next);
            terms.add(new Term(adds ? '+' : '-', amount));
            number = next;
        }
        return Problem.ofNumber(text + " How many?", String.join(" ", steps), "", new Expression(terms), plain);
    }
}
