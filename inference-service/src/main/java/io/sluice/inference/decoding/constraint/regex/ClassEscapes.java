package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import java.util.List;

/**
 * What a backslash may begin: {@code \d \w \s} and their complements (ECMA-262: digits and letters are ASCII, space is
 * Unicode's), {@code \t \n \v \f \r \0 \cX \xHH and the two forms of u escapes}, {@code \p{..}} of {@link UnicodeProperties}, and any
 * character that is no letter or digit for itself.
 */
final class ClassEscapes {

    private static final List<CodePoints> DIGIT = List.of(new CodePoints('0', '9'));
    private static final List<CodePoints> WORD = List.of(
            new CodePoints('0', '9'), new CodePoints('A', 'Z'), new CodePoints('_', '_'), new CodePoints('a', 'z'));
    private static final List<CodePoints> SPACE = List.of(
            new CodePoints('\t', '\r'), new CodePoints(' ', ' '), new CodePoints(0xA0, 0xA0),
            new CodePoints(0x1680, 0x1680), new CodePoints(0x2000, 0x200A), new CodePoints(0x2028, 0x2029),
            new CodePoints(0x202F, 0x202F), new CodePoints(0x205F, 0x205F), new CodePoints(0x3000, 0x3000),
            new CodePoints(0xFEFF, 0xFEFF));
    static final List<CodePoints> NO_LINE_END = CodePoints.complement(
            List.of(new CodePoints('\n', '\n'), new CodePoints('\r', '\r'), new CodePoints(0x2028, 0x2029)));

    private final RegexParser in;

    ClassEscapes(RegexParser in) {
        this.in = in;
    }

    /** After a backslash outside of brackets. */
    List<CodePoints> atom() {
        int c = in.next();
        if (c == 'b' || c == 'B') {
            throw in.refused("a word boundary, which is not supported");
        }
        if (c >= '1' && c <= '9' || c == 'k') {
            throw in.refused("a back-reference, which an automaton can't hold");
        }
        return common(c);
    }

    /** After a backslash within brackets. */
    List<CodePoints> inClass() {
        int c = in.next();
        return c == 'b' ? one('\b') : common(c);
    }

    private List<CodePoints> common(int c) {
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> CodePoints.complement(DIGIT);
            case 'w' -> WORD;
            case 'W' -> CodePoints.complement(WORD);
            case 's' -> SPACE;
            case 'S' -> CodePoints.complement(SPACE);
            case 't' -> one('\t');
            case 'n' -> one('\n');
            case 'v' -> one(0x0B);
            case 'f' -> one('\f');
            case 'r' -> one('\r');
            case '0' -> zero();
            case 'c' -> one(control());
            case 'x' -> one(hex(2));
            case 'u' -> one(unicode());
            case 'p' -> property();
            case 'P' -> CodePoints.complement(property());
            default -> itself(c);
        };
    }

    private List<CodePoints> itself(int c) {
        if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
            throw in.refused("the unknown escape \\" + Character.toString(c));
        }
        return one(c);
    }

    private List<CodePoints> zero() {
        if (in.peek() >= '0' && in.peek() <= '9') {
            throw in.refused("an octal escape");
        }
        return one(0);
    }

    private int control() {
        int letter = in.next();
        if (!(letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z')) {
            throw in.refused("an unknown control escape");
        }
        return letter & 31;
    }

    private int unicode() {
        if (in.take('{')) {
            int value = 0;
            int digits = 0;
            while (!in.take('}')) {
                value = value * 16 + digit(in.next());
                if (++digits > 8 || value > Character.MAX_CODE_POINT) {
                    throw in.refused("a character beyond U+10FFFF");
                }
            }
            if (digits == 0) {
                throw in.refused("an empty escape");
            }
            return value;
        }
        int first = hex(4);
        if (first >= Character.MIN_HIGH_SURROGATE && first <= Character.MAX_HIGH_SURROGATE && in.take('\\')) {
            in.expect('u');
            int second = hex(4);
            if (second < Character.MIN_LOW_SURROGATE || second > Character.MAX_LOW_SURROGATE) {
                throw in.refused("half a surrogate pair");
            }
            return Character.toCodePoint((char) first, (char) second);
        }
        return first;
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            value = value * 16 + digit(in.next());
        }
        return value;
    }

    private int digit(int c) {
        int value = c < 0x80 ? Character.digit(c, 16) : -1;
        if (value < 0) {
            throw in.refused("an escape with a wrong digit");
        }
        return value;
    }

    private List<CodePoints> property() {
        in.expect('{');
        StringBuilder name = new StringBuilder();
        while (!in.take('}')) {
            name.appendCodePoint(in.next());
        }
        List<CodePoints> found = UnicodeProperties.find(name.toString());
        if (found == null) {
            throw in.refused("the unknown property " + name);
        }
        return found;
    }

    private static List<CodePoints> one(int c) {
        return List.of(new CodePoints(c, c));
    }
}
