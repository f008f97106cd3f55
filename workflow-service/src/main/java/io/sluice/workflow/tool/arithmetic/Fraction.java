package io.sluice.workflow.tool.arithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A fraction in lowest terms.
 *
 * @param below greater than 0, without common divisor with {@code above}
 */
record Fraction(BigInteger above, BigInteger below) {

    /** Bits of the larger part that a result may have: about 5,000 decimal digits. */
    static final int BITS_MAX = 16_384;

    private static final MathContext SHOWN = MathContext.DECIMAL64;

    static Fraction of(BigInteger above, BigInteger below) {
        if (below.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        BigInteger divisor = above.gcd(below).multiply(BigInteger.valueOf(below.signum()));
        Fraction fraction = new Fraction(above.divide(divisor), below.divide(divisor));
        if (Math.max(fraction.above.bitLength(), fraction.below.bitLength()) > BITS_MAX) {
            throw new ArithmeticException("the number is too large");
        }
        return fraction;
    }

    static Fraction of(BigInteger whole) {
        return of(whole, BigInteger.ONE);
    }

    static Fraction of(BigDecimal decimal) {
        BigInteger digits = decimal.unscaledValue();
        return decimal.scale() >= 0 ? of(digits, BigInteger.TEN.pow(decimal.scale()))
                : of(digits.multiply(BigInteger.TEN.pow(-decimal.scale())));
    }

    Fraction plus(Fraction other) {
        return of(above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
    }

    Fraction minus(Fraction other) {
        return plus(other.negated());
    }

    Fraction negated() {
        return new Fraction(above.negate(), below);
    }

    Fraction times(Fraction other) {
        return of(above.multiply(other.above), below.multiply(other.below));
    }

    Fraction over(Fraction other) {
        return of(above.multiply(other.below), below.multiply(other.above));
    }

    Fraction power(Fraction exponent) {
        BigInteger whole = exponent.whole("an exponent");
        long bits = Math.max(above.bitLength(), below.bitLength());
        if (whole.bitLength() > 31 || (bits > 1 && bits * Math.abs(whole.longValue()) > 2L * BITS_MAX)) {
            throw new ArithmeticException("the power is too large");
        }
        int times = Math.abs(whole.intValue());
        return whole.signum() >= 0 ? of(above.pow(times), below.pow(times)) : of(below.pow(times), above.pow(times));
    }

    Fraction floor() {
        BigInteger[] parts = above.divideAndRemainder(below);
        return of(parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    int compare(Fraction other) {
        return above.multiply(other.below).compareTo(other.above.multiply(below));
    }

    /** @param what names the number in what is said when it is not whole */
    BigInteger whole(String what) {
        if (!below.equals(BigInteger.ONE)) {
            throw new ArithmeticException(what + " must be a whole number");
        }
        return above;
    }

    /** A whole number or a decimal where that is exact, else the fraction and about how much it is. */
    String text() {
        if (below.equals(BigInteger.ONE)) {
            return above.toString();
        }
        BigInteger rest = below.shiftRight(below.getLowestSetBit());
        while (rest.mod(BigInteger.valueOf(5)).signum() == 0) {
            rest = rest.divide(BigInteger.valueOf(5));
        }
        if (rest.equals(BigInteger.ONE)) {
            return new BigDecimal(above).divide(new BigDecimal(below)).toPlainString();
        }
        return above + "/" + below + " (about " + new BigDecimal(above).divide(new BigDecimal(below), SHOWN).toPlainString() + ")";
    }
}
