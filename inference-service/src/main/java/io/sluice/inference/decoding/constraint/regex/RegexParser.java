package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads ECMA-262 patterns (flag u): characters, {@code .}, classes, groups, {@code | * + ? {n,m}}, lazy forms (the same
 * language), {@code ^ $}, the escapes of {@link ClassEscapes}. Refuses by name what no automaton can hold or what has no
 * meaning here: look-around, back-references, {@code \b}, modifiers.
 */
final class RegexParser {

    private static final int GROUPS_MAX = 100;
    private static final int REPEAT_MAX = 10_000;

    private final int[] text;
    private final ClassEscapes escapes;
    private int at;
    private int depth;

    private RegexParser(String pattern) {
        this.text = pattern.codePoints().toArray();
        this.escapes = new ClassEscapes(this);
    }

    static RegexNode parse(String pattern) {
        RegexParser parser = new RegexParser(pattern);
        RegexNode node = parser.choice();
        if (parser.at < parser.text.length) {
            throw parser.refused("an unmatched )");
        }
        return node;
    }

    private RegexNode choice() {
        List<RegexNode> options = new ArrayList<>();
        options.add(sequence());
        while (take('|')) {
            options.add(sequence());
        }
        return options.size() == 1 ? options.getFirst() : new RegexNode.Choice(options);
    }

    private RegexNode sequence() {
        List<RegexNode> parts = new ArrayList<>();
        while (at < text.length && peek() != '|' && peek() != ')') {
            boolean anchor = peek() == '^' || peek() == '$';
            RegexNode atom = atom();
            if (anchor && atQuantifier()) {
                throw refused("a repeated anchor");
            }
            parts.add(quantified(atom));
        }
        return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
    }

    private RegexNode quantified(RegexNode atom) {
        int least;
        int most;
        if (take('*')) {
            least = 0;
            most = -1;
        } else if (take('+')) {
            least = 1;
            most = -1;
        } else if (take('?')) {
            least = 0;
            most = 1;
        } else if (peek() == '{') {
            at++;
            least = number();
            most = take(',') ? peek() == '}' ? -1 : number() : least;
            expect('}');
            if (most >= 0 && most < least) {
                throw refused("a repetition whose bounds are out of order");
            }
        } else {
            return atom;
        }
        take('?');
        if (atQuantifier()) {
            throw refused("a repetition of a repetition without a group");
        }
        return new RegexNode.Repetition(atom, least, most);
    }

    private boolean atQuantifier() {
        return peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{';
    }

    private RegexNode atom() {
        int c = text[at++];
        return switch (c) {
            case '(' -> group();
            case '[' -> new RegexNode.Characters(new CharacterClass(this, escapes).parse());
            case '.' -> new RegexNode.Characters(ClassEscapes.NO_LINE_END);
            case '^' -> new RegexNode.Start();
            case '$' -> new RegexNode.End();
            case '\\' -> new RegexNode.Characters(escapes.atom());
            case '*', '+', '?', '{' -> throw refused("a repetition of nothing");
            case '}', ']' -> throw refused("an unmatched " + Character.toString(c));
            default -> new RegexNode.Characters(List.of(new CodePoints(c, c)));
        };
    }

    private RegexNode group() {
        if (++depth > GROUPS_MAX) {
            throw refused("more than " + GROUPS_MAX + " nested groups");
        }
        if (take('?')) {
            int kind = next();
            if (kind == '<' && peek() != '=' && peek() != '!') {
                while (next() != '>') {
                    // the group's name, which nothing refers to
                }
            } else if (kind == '=' || kind == '!' || kind == '<') {
                throw refused("look-around, which an automaton can't hold");
            } else if (kind != ':') {
                throw refused("a group of an unknown kind");
            }
        }
        RegexNode body = choice();
        expect(')');
        depth--;
        return body;
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

    /** The next character, -1 past the end. */
    int peek() {
        return at < text.length ? text[at] : -1;
    }

    int next() {
        if (at == text.length) {
            throw refused("an unfinished pattern");
        }
        return text[at++];
    }

    boolean take(int c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    void expect(int c) {
        if (!take(c)) {
            throw refused("a missing " + Character.toString(c));
        }
    }

    ConstraintRefusedException refused(String what) {
        return new ConstraintRefusedException("", "the pattern has " + what + " (near character " + at + ")");
    }
}
