package io.sluice.inference.decoding.constraint.automaton;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.util.automaton.Automaton;
import org.jspecify.annotations.Nullable;

/**
 * Decimal numerals without exponent whose value lies in a range and is a multiple of a step, exactly.
 *
 * <p>With {@code k} digits after the point at most, a numeral stands for the integer {@code N = value * 10^k}. Digits are
 * read from the left, and for each count of digits before the point the machine knows whether those read so far are still
 * equal to those of the lower or of the upper bound, and {@code N mod m}. So it has at most
 * {@code 4 * (digits) * (1 + k) * m} states before they are made minimal.
 */
public final class Decimals {

    /** @see #of */
    public record Range(@Nullable BigDecimal low, boolean lowOpen, @Nullable BigDecimal high, boolean highOpen) {}

    private static final int STATES_LIMIT = 60_000;

    private record State(int digits, int read, boolean atLow, boolean atHigh, int remainder) {}

    private final int places;
    private final int modulus;
    private final Automaton.Builder automaton = new Automaton.Builder();
    private final Work work;

    private Decimals(int places, int modulus, Work work) {
        this.places = places;
        this.modulus = modulus;
        this.work = work;
    }

    /**
     * Numerals like {@code -12.5}: no leading zeros, no {@code -0}, at most {@code integerDigits} before and {@code places}
     * after the point.
     *
     * @param step a positive number with at most {@code places} decimals, or null for any value
     * @return empty when no such numeral exists
     * @throws ConstraintRefusedException when the step needs too many states
     */
    public static Language of(Range range, int integerDigits, int places, @Nullable BigDecimal step, Work work) {
        BigInteger modulus = step == null ? BigInteger.ONE : step.movePointRight(places).toBigIntegerExact();
        BigInteger edge = BigInteger.TEN.pow(integerDigits + places).subtract(BigInteger.ONE);
        BigInteger low = range.low == null ? edge.negate() : ceiling(range.low, range.lowOpen, places).max(edge.negate());
        BigInteger high = range.high == null ? edge : floor(range.high, range.highOpen, places).min(edge);
        if (modulus.compareTo(BigInteger.valueOf(10_000)) > 0) {
            throw new ConstraintRefusedException("multipleOf", "the step needs more than 10000 states");
        }
        Decimals decimals = new Decimals(places, modulus.intValue(), work);
        int start = decimals.automaton.createState();
        int minus = decimals.automaton.createState();
        decimals.automaton.addTransition(start, minus, '-');
        decimals.magnitudes(start, low.max(BigInteger.ZERO), high);
        decimals.magnitudes(minus, high.negate().max(BigInteger.ONE), low.negate());
        return Language.of(decimals.automaton.finish(), work);
    }

    private static BigInteger ceiling(BigDecimal bound, boolean open, int places) {
        BigDecimal scaled = bound.movePointRight(places);
        BigInteger up = scaled.setScale(0, java.math.RoundingMode.CEILING).toBigInteger();
        return open && scaled.compareTo(new BigDecimal(up)) == 0 ? up.add(BigInteger.ONE) : up;
    }

    private static BigInteger floor(BigDecimal bound, boolean open, int places) {
        BigDecimal scaled = bound.movePointRight(places);
        BigInteger down = scaled.setScale(0, java.math.RoundingMode.FLOOR).toBigInteger();
        return open && scaled.compareTo(new BigDecimal(down)) == 0 ? down.subtract(BigInteger.ONE) : down;
    }

    /** Adds the numerals of {@code low..high} (scaled, not negative) after state {@code from}. */
    private void magnitudes(int from, BigInteger low, BigInteger high) {
        if (low.compareTo(high) > 0) {
            return;
        }
        int most = Math.max(1, high.toString().length() - places);
        for (int digits = 1; digits <= most; digits++) {
            BigInteger least = digits == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(digits - 1 + places);
            BigInteger first = low.max(least);
            BigInteger last = high.min(BigInteger.TEN.pow(digits + places).subtract(BigInteger.ONE));
            if (first.compareTo(last) <= 0) {
                chain(from, digits, padded(first, digits + places), padded(last, digits + places));
            }
        }
    }

    private static String padded(BigInteger value, int width) {
        String text = value.toString();
        return "0".repeat(width - text.length()) + text;
    }

    private void chain(int from, int digits, String low, String high) {
        Map<State, Integer> numbers = new HashMap<>();
        ArrayDeque<State> open = new ArrayDeque<>();
        State begin = new State(digits, 0, true, true, 0);
        numbers.put(begin, from);
        open.add(begin);
        while (!open.isEmpty()) {
            State state = open.remove();
            int source = numbers.get(state);
            if (state.read >= digits && endsHere(state, low)) {
                automaton.setAccept(source, true);
            }
            if (state.read == digits + places) {
                continue;
            }
            if (state.read == digits) {
                int point = automaton.createState();
                automaton.addTransition(source, point, '.');
                source = point;
            }
            digits(state, source, low, high, numbers, open);
        }
    }

    private void digits(
            State state, int source, String low, String high, Map<State, Integer> numbers, ArrayDeque<State> open) {
        int from = state.atLow ? low.charAt(state.read) - '0' : 0;
        int to = state.atHigh ? high.charAt(state.read) - '0' : 9;
        for (int digit = from; digit <= to; digit++) {
            State next = new State(
                    state.digits,
                    state.read + 1,
                    state.atLow && digit == low.charAt(state.read) - '0',
                    state.atHigh && digit == high.charAt(state.read) - '0',
                    (int) ((state.remainder * 10L + digit) % modulus));
            Integer target = numbers.get(next);
            if (target == null) {
                target = automaton.createState();
                numbers.put(next, target);
                open.add(next);
                work.states(1);
                if (automaton.getNumStates() > STATES_LIMIT) {
                    throw new ConstraintRefusedException("multipleOf", "the step and the range need too many states");
                }
            }
            automaton.addTransition(source, target, '0' + digit);
        }
    }

    /** Whether the digits so far, followed by zeros, are in range and a multiple. */
    private boolean endsHere(State state, String low) {
        if (state.atLow && !low.substring(state.read).chars().allMatch(c -> c == '0')) {
            return false;
        }
        long remainder = state.remainder;
        for (int i = state.read; i < state.digits + places; i++) {
            remainder = remainder * 10 % modulus;
        }
        return remainder == 0;
    }
}
