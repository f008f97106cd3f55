package io.sluice.tasks;

import io.sluice.tasks.Expression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A mistake of the kind that models make: a digit misread, left out or swapped with its neighbour, another number of the
 * text read, a sign mistaken, a term forgotten.
 */
final class Slip {

    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z\\d])\\d+");

    private Slip() {}

    /** Another expression than {@code right}. */
    static Expression of(Expression right, String text, RandomGenerator random) {
        Expression slipped = right;
        while (slipped.equals(right)) {
            slipped = once(right, text, random);
        }
        return slipped;
    }

    private static Expression once(Expression right, String text, RandomGenerator random) {
        List<Term> terms = new ArrayList<>(right.terms());
        int at = random.nextInt(terms.size());
        Term term = terms.get(at);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> terms.set(at, new Term(term.operator(), digit(term.number(), random)));
            case 3, 4, 5 -> terms.set(at, new Term(term.operator(), other(text, random)));
            case 6 -> {
                if (at > 0) {
                    terms.set(at, new Term(Words.one(List.of('+', '-', '*'), random), term.number()));
                }
            }
            default -> {
                if (at > 0) {
                    terms.remove(at);
                }
            }
        }
        return new Expression(terms);
    }

    private static int other(String text, RandomGenerator random) {
        return Words.one(NUMBER.matcher(text).results().map(MatchResult::group).map(Integer::valueOf).toList(), random);
    }

    /** One digit changed, left out, or swapped with the next. */
    static int digit(int number, RandomGenerator random) {
        StringBuilder digits = new StringBuilder(Integer.toString(number));
        int at = random.nextInt(digits.length());
        switch (random.nextInt(4)) {
            case 0 -> {
                if (digits.length() > 1) {
                    digits.deleteCharAt(at);
                }
            }
            case 1 -> {
                if (at + 1 < digits.length()) {
                    char first = digits.charAt(at);
                    digits.setCharAt(at, digits.charAt(at + 1));
                    digits.setCharAt(at + 1, first);
                }
            }
            default -> digits.setCharAt(at, (char) ('0' + random.nextInt(10)));
        }
        return Integer.parseInt(digits.toString());
    }
}
