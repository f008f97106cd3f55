package io.sluice.selection.noise;

import java.util.random.RandomGenerator;

/** The mistake of both kinds of noise, so that they differ in nothing but where it leads. */
final class Digits {

    private Digits() {
    }

    /** Another number of as many digits: one of them, each equally likely, is another one; never a leading zero that was none. */
    static String slipped(String digits, RandomGenerator random) {
        int at = random.nextInt(digits.length());
        char old = digits.charAt(at);
        boolean leading = at == 0 && digits.length() > 1 && old != '0';
        char other;
        do {
            other = (char) ('0' + random.nextInt(10));
        } while (other == old || leading && other == '0');
        return digits.substring(0, at) + other + digits.substring(at + 1);
    }

    /** The same of a value; its sign stays. */
    static long slipped(long value, RandomGenerator random) {
        long other = Long.parseLong(slipped(Long.toString(Math.abs(value)), random));
        return value < 0 ? -other : other;
    }
}
