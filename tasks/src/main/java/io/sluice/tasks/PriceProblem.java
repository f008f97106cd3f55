package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * {@code Table: pens 47 cups 38 hats 26; Ann buys 12 cups. Total?}: a price is looked up, then there is something to work
 * out. The look-up walks along the table with the wanted item before each listed one, since tiny models don't jump and
 * compare neighbours best: {@code 12 cups: cups pens 47 cups cups 38 12*38}.
 */
final class PriceProblem implements ProblemKind {

    private static final int[] LISTED = {2, 3, 4, 4, 5};
    private static final int[] BOUGHT = {1, 1, 1, 2, 2};

    @Override
    public String name() {
        return "prices";
    }

    @Override
    public Problem pose(int difficulty, RandomGenerator random) {
        List<String> items = Words.distinct(Words.ITEMS, LISTED[difficulty - 1], random);
        Map<String, Integer> prices = new HashMap<>();
        items.forEach(item -> prices.put(item, Purchase.each(difficulty, random)));
        List<Purchase.Line> lines = new ArrayList<>();
        List<String> walks = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        for (String item : Words.distinct(items, BOUGHT[difficulty - 1], random)) {
            Purchase.Line line = new Purchase.Line(Purchase.count(difficulty, random), item, prices.get(item));
            lines.add(line);
            walks.add(walk(line, items, prices));
            terms.add(new Term('+', line.count()));
            terms.add(new Term('*', line.each()));
        }
        String text = "Table: " + spell(items, prices) + "; " + Words.one(Words.NAMES, random) + " buys "
                + String.join(" and ", lines.stream().map(line -> line.count() + " " + line.item()).toList()) + ". Total?";
        String walk = String.join(" ", walks);
        return Problem.ofNumber(
                text, walk + " " + String.join(" ", new Purchase(lines).steps()), walk, new Expression(terms), false);
    }

    private static String walk(Purchase.Line line, List<String> items, Map<String, Integer> prices) {
        StringBuilder walk = new StringBuilder(line.count() + " " + line.item() + ":");
        for (String item : items.subList(0, items.indexOf(line.item()) + 1)) {
            walk.append(' ').append(line.item()).append(' ').append(item).append(' ').append(prices.get(item));
        }
        return walk.append(' ').append(line.count()).append('*').append(line.each()).toString();
    }

    private static String spell(List<String> items, Map<String, Integer> prices) {
        return String.join(" ", items.stream().map(item -> item + " " + prices.get(item)).toList());
    }
}
