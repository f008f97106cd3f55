package io.sluice.inference.decoding.constraint.gbnf;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads GBNF: {@code name ::= ...} rules of string literals, character classes, {@code .}, groups, {@code |}, {@code * + ?
 * {m} {m,} {m,n}} and {@code #} comments. A rule ends with its line unless a group is open or the next line begins with
 * {@code |}. Names of tokens ({@code <...>}) are refused: constraints are about text.
 */
final class GbnfParser {

    private static final int TEXT_MAX = 128 * 1024;
    private static final int DEPTH_MAX = 100;
    private static final int REPETITIONS_STACKED_MAX = 2;
    private static final int REPEAT_MAX = 100_000;

    private final int[] text;
    private final Map<String, GbnfNode> rules = new LinkedHashMap<>();
    private int at;
    private int depth;

    private GbnfParser(String grammar) {
        this.text = grammar.codePoints().toArray();
    }

    /** @return rules by name, in order */
    static Map<String, GbnfNode> parse(String grammar) {
        if (grammar.length() > TEXT_MAX) {
            throw new ConstraintRefusedException("", "the grammar has more than " + TEXT_MAX + " characters");
        }
        GbnfParser parser = new GbnfParser(grammar);
        parser.space(true);
        while (parser.at < parser.text.length) {
            parser.rule();
            parser.space(true);
        }
        return parser.rules;
    }

    private void rule() {
        String name = name();
        space(false);
        for (char c : "::=".toCharArray()) {
            expect(c);
        }
        space(true);
        if (rules.containsKey(name)) {
            throw refused("two definitions of rule " + name);
        }
        rules.put(name, choice());
        if (at < text.length && peek() != '\n' && peek() != '\r') {
            throw refused("an unexpected " + Character.toString(peek()));
        }
    }

    private GbnfNode choice() {
        List<GbnfNode> options = new ArrayList<>();
        options.add(sequence());
        while (peek() == '|') {
            at++;
            space(true);
            options.add(sequence());
        }
        return options.size() == 1 ? options.getFirst() : new GbnfNode.Choice(options);
    }

    private GbnfNode sequence() {
        List<GbnfNode> parts = new ArrayList<>();
        while (at < text.length && "|)\n\r".indexOf(peek()) < 0) {
            parts.add(quantified(atom()));
            space(depth > 0);
        }
        if (depth == 0) {
            skipToAnotherOption();
        }
        return parts.size() == 1 ? parts.getFirst() : new GbnfNode.Sequence(parts);
    }

    private void skipToAnotherOption() {
        int back = at;
        space(true);
        if (peek() != '|') {
            at = back;
        }
    }

    private GbnfNode quantified(GbnfNode atom) {
        GbnfNode node = atom;
        int stacked = 0;
        while (true) {
            int c = peek();
            if (c == '*') {
                node = new GbnfNode.Repetition(node, 0, -1);
            } else if (c == '+') {
                node = new GbnfNode.Repetition(node, 1, -1);
            } else if (c == '?') {
                node = new GbnfNode.Repetition(node, 0, 1);
            } else if (c == '{') {
                at++;
                int least = number();
                int most = least;
                if (peek() == ',') {
                    at++;
                    most = peek() == '}' ? -1 : number();
                }
                if (peek() != '}' || most >= 0 && most < least) {
                    throw refused("a wrong repetition");
                }
                node = new GbnfNode.Repetition(node, least, most);
            } else {
                return node;
            }
            at++;
            if (++stacked > REPETITIONS_STACKED_MAX) {
                throw refused("a repetition of a repetition of a repetition");
            }
        }
    }

    private GbnfNode atom() {
        int c = peek();
        if (c == '"') {
            return literal();
        }
        if (c == '[') {
            return new GbnfNode.Characters(characters());
        }
        if (c == '.') {
            at++;
            return new GbnfNode.Characters(List.of(new CodePoints(0, Character.MAX_CODE_POINT)));
        }
        if (c == '(') {
            at++;
            if (++depth > DEPTH_MAX) {
                throw refused("more than " + DEPTH_MAX + " nested groups");
            }
            space(true);
            GbnfNode body = choice();
            space(true);
            expect(')');
            depth--;
            return body;
        }
        if (c == '<' || c == '!') {
            throw refused("the name of a token, which is not supported");
        }
        return new GbnfNode.Reference(name());
    }

    private GbnfNode literal() {
        at++;
        StringBuilder literal = new StringBuilder();
        while (peek() != '"') {
            literal.appendCodePoint(character());
        }
        at++;
        return new GbnfNode.Literal(literal.toString());
    }

    private List<CodePoints> characters() {
        at++;
        boolean negated = peek() == '^';
        at += negated ? 1 : 0;
        List<CodePoints> ranges = new ArrayList<>();
        while (peek() != ']') {
            int first = character();
            int last = first;
            if (peek() == '-' && at + 1 < text.length && text[at + 1] != ']') {
                at++;
                last = character();
            }
            if (last < first) {
                throw refused("a range out of order");
            }
            ranges.add(new CodePoints(first, last));
        }
        at++;
        return negated ? CodePoints.complement(ranges) : CodePoints.normalised(ranges);
    }

    private int character() {
        if (at >= text.length || peek() == '\n' || peek() == '\r') {
            throw refused("an unfinished literal or class");
        }
        int c = text[at++];
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw refused("half a surrogate pair");
        }
        if (c != '\\') {
            return c;
        }
        int kind = at < text.length ? text[at++] : -1;
        return switch (kind) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case '"', '\\', '[', ']', '-', '^', '/' -> kind;
            default -> throw refused("an unknown escape");
        };
    }

    private int hex(int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length && text[at] < 0x80 ? Character.digit(text[at], 16) : -1;
            if (digit < 0) {
                throw refused("an escape with a wrong digit");
            }
            value = value * 16 + digit;
            at++;
        }
        if (value > Character.MAX_CODE_POINT || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
            throw refused("an escape that is no character");
        }
        return (int) value;
    }

    private int number() {
        int begin = at;
        int value = 0;
        while (peek() >= '0' && peek() <= '9') {
            value = value * 10 + text[at++] - '0';
            if (value > REPEAT_MAX) {
                throw refused("more than " + REPEAT_MAX + " repetitions");
            }
        }
        if (at == begin) {
            throw refused("a repetition without a number");
        }
        return value;
    }

    private String name() {
        int begin = at;
        while (isNamePart(peek())) {
            at++;
        }
        if (at == begin) {
            throw refused("no name of a rule where one must stand");
        }
        return new String(text, begin, at - begin);
    }

    private static boolean isNamePart(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    private void space(boolean lines) {
        while (at < text.length) {
            int c = text[at];
            if (c == '#') {
                while (at < text.length && text[at] != '\n' && text[at] != '\r') {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || lines && (c == '\n' || c == '\r')) {
                at++;
            } else {
                return;
            }
        }
    }

    private int peek() {
        return at < text.length ? text[at] : -1;
    }

    private void expect(int c) {
        if (peek() != c) {
            throw refused("a missing " + Character.toString(c));
        }
        at++;
    }

    private ConstraintRefusedException refused(String what) {
        int line = 1;
        for (int i = 0; i < Math.min(at, text.length); i++) {
            line += text[i] == '\n' ? 1 : 0;
        }
        return new ConstraintRefusedException("line " + line, "the grammar has " + what);
    }
}
