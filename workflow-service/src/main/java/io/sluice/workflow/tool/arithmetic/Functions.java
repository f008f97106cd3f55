package io.sluice.workflow.tool.arithmetic;

import java.math.BigInteger;
import java.util.List;
import java.util.function.BinaryOperator;

/** The functions that have an exact value. */
final class Functions {

    private static final int FACTORIAL_MAX = 1000;
    private static final Fraction HALF = Fraction.of(BigInteger.ONE, BigInteger.TWO);

    private Functions() {
    }

    /** @throws ArithmeticException for a name that is none, or arguments that it does not take */
    static Fraction apply(String name, List<Fraction> values) {
        return switch (name) {
            case "abs" -> one(name, values).above().signum() < 0 ? values.getFirst().negated() : values.getFirst();
            case "floor" -> one(name, values).floor();
            case "ceil" -> one(name, values).negated().floor().negated();
            case "round" -> rounded(one(name, values));
            case "factorial" -> factorial(one(name, values));
            case "mod" -> two(name, values, Functions::remainder);
            case "gcd" -> two(name, values, (a, b) -> Fraction.of(a.whole("an argument of gcd").gcd(b.whole("an argument of gcd"))));
            case "lcm" -> two(name, values, Functions::lcm);
            case "min" -> values.stream().min(Fraction::compare).orElseThrow();
            case "max" -> values.stream().max(Fraction::compare).orElseThrow();
            case "sum" -> values.stream().reduce(Fraction::plus).orElseThrow();
            default -> throw new ArithmeticException("there is no function '" + name + "'");
        };
    }

    /** With the divisor's sign: a - b * floor(a / b). */
    static Fraction remainder(Fraction a, Fraction b) {
        return a.minus(b.times(a.over(b).floor()));
    }

    /** Halves go away from zero, as at school. */
    private static Fraction rounded(Fraction value) {
        return value.above().signum() < 0 ? value.negated().plus(HALF).floor().negated() : value.plus(HALF).floor();
    }

    private static Fraction factorial(Fraction of) {
        BigInteger n = of.whole("an argument of factorial");
        if (n.signum() < 0 || n.compareTo(BigInteger.valueOf(FACTORIAL_MAX)) > 0) {
            throw new ArithmeticException("factorials are taken of 0 to " + FACTORIAL_MAX);
        }
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= n.intValue(); i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return Fraction.of(product);
    }

    private static Fraction lcm(Fraction first, Fraction second) {
        BigInteger a = first.whole("an argument of lcm");
        BigInteger b = second.whole("an argument of lcm");
        return a.signum() == 0 || b.signum() == 0 ? Fraction.of(BigInteger.ZERO) : Fraction.of(a.divide(a.gcd(b)).multiply(b).abs());
    }

    private static Fraction one(String name, List<Fraction> values) {
        if (values.size() != 1) {
            throw new ArithmeticException(name + " takes one argument");
        }
        return values.getFirst();
    }

    private static Fraction two(String name, List<Fraction> values, BinaryOperator<Fraction> function) {
        if (values.size() != 2) {
            throw new ArithmeticException(name + " takes two arguments");
        }
        return function.apply(values.get(0), values.get(1));
    }
}
