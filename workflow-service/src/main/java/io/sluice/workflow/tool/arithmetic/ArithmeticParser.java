package io.sluice.workflow.tool.arithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads and computes in one descent. Grammar, tightest last: {@code sum = product {(+|-) product}},
 * {@code product = signed {(*|/|%) signed}}, {@code signed = (+|-) signed | power}, {@code power = primary [^ signed]},
 * {@code primary = number | ( sum ) | name ( sum {, sum} )}. {@code ×}, {@code ÷}, {@code −} and {@code **} are read too,
 * {@code %} is the remainder with the divisor's sign. Every intermediate value is bounded ({@link Fraction#BITS_MAX}).
 */
final class ArithmeticParser {

    private static final int DEPTH_MAX = 100;
    private static final int DIGITS_MAX = 1000;

    private final String text;
    private int at;
    private int depth;

    ArithmeticParser(String text) {
        this.text = text.replace('×', '*').replace('·', '*').replace('÷', '/').replace('−', '-').replace("**", "^");
    }

    /** @throws ArithmeticException saying what is wrong and where */
    Fraction value() {
        Fraction value = sum();
        if (peek() != 0) {
            throw wrong("unexpected '" + peek() + "'");
        }
        return value;
    }

    private Fraction sum() {
        Fraction value = product();
        while (peek() == '+' || peek() == '-') {
            boolean plus = text.charAt(at++) == '+';
            Fraction next = product();
            value = plus ? value.plus(next) : value.minus(next);
        }
        return value;
    }

    private Fraction product() {
        Fraction value = signed();
        while (peek() == '*' || peek() == '/' || peek() == '%') {
            char operator = text.charAt(at++);
            Fraction next = signed();
            value = operator == '*' ? value.times(next) : operator == '/' ? value.over(next) : Functions.remainder(value, next);
        }
        return value;
    }

    private Fraction signed() {
        deeper();
        Fraction value;
        if (peek() == '-') {
            at++;
            value = signed().negated();
        } else if (peek() == '+') {
            at++;
            value = signed();
        } else {
            value = power();
        }
        depth--;
        return value;
    }

    private Fraction power() {
        Fraction base = primary();
        if (peek() != '^') {
            return base;
        }
        at++;
        return base.power(signed());
    }

    private Fraction primary() {
        char next = peek();
        if (next == '(') {
            at++;
            Fraction value = sum();
            expect(')');
            return value;
        }
        if (Character.isLetter(next)) {
            return function();
        }
        return number();
    }

    private Fraction function() {
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at).toLowerCase(Locale.ROOT);
        expect('(');
        List<Fraction> arguments = new ArrayList<>();
        arguments.add(sum());
        while (peek() == ',') {
            at++;
            arguments.add(sum());
        }
        expect(')');
        return Functions.apply(name, arguments);
    }

    private Fraction number() {
        int start = at;
        while (at < text.length() && (Character.digit(text.charAt(at), 10) >= 0 && text.charAt(at) < 128 || text.charAt(at) == '.')) {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty()) {
            throw wrong(at == text.length() ? "ends too early" : "unexpected '" + text.charAt(at) + "'");
        }
        if (digits.length() > DIGITS_MAX || digits.equals(".") || digits.indexOf('.') != digits.lastIndexOf('.')) {
            throw new ArithmeticException("at character " + (start + 1) + ": no number");
        }
        return digits.indexOf('.') < 0 ? Fraction.of(new BigInteger(digits)) : Fraction.of(new BigDecimal(digits));
    }

    private void deeper() {
        if (++depth > DEPTH_MAX) {
            throw wrong("nested deeper than " + DEPTH_MAX);
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("'" + wanted + "' is missing");
        }
        at++;
    }

    /** The next character that is no blank; 0 at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private ArithmeticException wrong(String message) {
        return new ArithmeticException("at character " + (at + 1) + ": " + message);
    }
}
