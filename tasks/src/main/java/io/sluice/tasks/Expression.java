package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;

/**
 * Whole numbers joined by {@code + - *}, products before sums: {@code 900-12*38}.
 *
 * @param terms at least one; the first one's operator is {@code +} and is not written
 */
record Expression(List<Term> terms) {

    /** A number and what stands before it. */
    record Term(char operator, int number) {

        @Override
        public String toString() {
            return operator + Integer.toString(number);
        }
    }

    /** The terms as they are written, the first without its operator. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        for (Term term : terms) {
            words.add(words.isEmpty() ? Integer.toString(term.number()) : term.toString());
        }
        return words;
    }

    long value() {
        long sum = 0;
        long product = 0;
        for (Term term : terms) {
            if (term.operator() == '*') {
                product *= term.number();
            } else {
                sum += product;
                product = term.operator() == '-' ? -term.number() : term.number();
            }
        }
        return sum + product;
    }

    @Override
    public String toString() {
        return String.join("", words());
    }
}
