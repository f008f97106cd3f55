package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lines of {@code count item at each}. */
record Purchase(List<Line> lines) {

    record Line(int count, String item, int each) {

        int price() {
            return count * each;
        }

        /** {@code pens 47*38=1786}. */
        String worked() {
            return item + " " + count + "*" + each + "=" + price();
        }
    }

    /** Up to difficulty 2 numbers of the shop that the models know, then all of two digits: tiny models copy by distance. */
    static Purchase draw(int lines, int difficulty, RandomGenerator random) {
        List<Line> drawn = new ArrayList<>();
        for (String item : Words.distinct(Words.ITEMS, lines, random)) {
            drawn.add(new Line(count(difficulty, random), item, each(difficulty, random)));
        }
        return new Purchase(drawn);
    }

    static int count(int difficulty, RandomGenerator random) {
        return difficulty <= 2 ? Words.between(2, 5, random) : Words.between(12, 99, random);
    }

    static int each(int difficulty, RandomGenerator random) {
        return difficulty <= 2 ? Words.between(2, 9, random) : Words.between(12, 99, random);
    }

    String text() {
        return String.join(" and ", lines.stream().map(line -> line.count() + " " + line.item() + " at " + line.each()).toList());
    }

    int total() {
        return lines.stream().mapToInt(Line::price).sum();
    }

    /** Each line's price and the running total. */
    List<String> steps() {
        List<String> steps = new ArrayList<>();
        lines.forEach(line -> steps.add(line.worked()));
        int total = lines.getFirst().price();
        for (Line line : lines.subList(1, lines.size())) {
            steps.add(total + "+" + line.price() + "=" + (total + line.price()));
            total += line.price();
        }
        return steps;
    }

    /** @param sign before each line */
    List<Term> terms(char sign) {
        List<Term> terms = new ArrayList<>();
        for (Line line : lines) {
            terms.add(new Term(sign, line.count()));
            terms.add(new Term('*', line.each()));
        }
        return terms;
    }
}
