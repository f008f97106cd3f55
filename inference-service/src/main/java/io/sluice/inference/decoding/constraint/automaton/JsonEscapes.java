package io.sluice.inference.decoding.constraint.automaton;

import java.util.List;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * From a language of texts to the language of their JSON strings, quotes included. Each character has one spelling, so
 * that two spellings of a key are two keys: itself where JSON allows it, else its short escape, else a {@code u} escape of four digits
 * (capital or small digits).
 */
public final class JsonEscapes {

    private static final String SHORT = "\"\\\b\f\n\r\t";
    private static final String LETTERS = "\"\\bfnrt";

    private JsonEscapes() {}

    /** The strings that spell a text of the language. */
    public static Language strings(Language texts, Work work) {
        Automaton from = texts.automaton();
        Automaton.Builder to = new Automaton.Builder();
        int open = to.createState();
        int shift = 1;
        for (int state = 0; state < from.getNumStates(); state++) {
            to.createState();
        }
        int close = to.createState();
        to.setAccept(close, true);
        to.addTransition(open, shift, '"');
        Transition transition = new Transition();
        for (int state = 0; state < from.getNumStates(); state++) {
            int count = from.initTransition(state, transition);
            for (int i = 0; i < count; i++) {
                from.getNextTransition(transition);
                spell(to, state + shift, transition.min, transition.max, transition.dest + shift);
            }
            if (from.isAccept(state)) {
                to.addTransition(state + shift, close, '"');
            }
        }
        work.states(to.getNumStates());
        return texts.isEmpty() ? Language.empty() : Language.of(to.finish(), work);
    }

    /** Any one character inside a JSON string, in every spelling; pairs of escaped surrogates are one. */
    static Language anyCharacter(Work work) {
        Language plain = plain();
        Language backslash = Language.text("\\");
        Language shorts = characters("\"\\/bfnrt");
        Language digit = hex("0123456789abcdefABCDEF");
        Language d = hex("dD");
        Language low = Language.sequence(List.of(d, hex("cdefCDEF"), digit, digit), work);
        Language high = Language.sequence(List.of(d, hex("89abAB"), digit, digit), work);
        Language others = Language.sequence(List.of(digit, digit, digit, digit), work)
                .minus(low.or(high, work), work);
        Language u = Language.text("u");
        Language pair = Language.sequence(List.of(u, high, Language.text("\\u"), low), work);
        Language single = u.then(others, work);
        return plain.or(backslash.then(Language.anyOf(List.of(shorts, single, pair), work), work), work);
    }

    private static Language plain() {
        return Language.characters(List.of(
                new CodePoints(0x20, '"' - 1), new CodePoints('"' + 1, '\\' - 1),
                new CodePoints('\\' + 1, Character.MAX_CODE_POINT)));
    }

    private static Language characters(String each) {
        return Language.characters(each.chars().mapToObj(c -> new CodePoints(c, c)).toList());
    }

    private static Language hex(String digits) {
        return characters(digits);
    }

    private static void spell(Automaton.Builder to, int source, int first, int last, int target) {
        for (int c = first; c <= Math.min(last, 0x1F); c++) {
            escape(to, source, c, target);
        }
        int next = Math.max(first, 0x20);
        for (int special : new int[] {'"', '\\'}) {
            if (special >= next && special <= last) {
                if (next < special) {
                    to.addTransition(source, target, next, special - 1);
                }
                escape(to, source, special, target);
                next = special + 1;
            }
        }
        if (next <= last) {
            to.addTransition(source, target, next, last);
        }
    }

    private static void escape(Automaton.Builder to, int source, int c, int target) {
        int backslash = to.createState();
        to.addTransition(source, backslash, '\\');
        int place = SHORT.indexOf(c);
        if (place >= 0) {
            to.addTransition(backslash, target, LETTERS.charAt(place));
        }
        if (c >= 0x20) {
            return;
        }
        String code = String.format("u%04x", c);
        int state = backslash;
        for (int i = 0; i < code.length(); i++) {
            char letter = code.charAt(i);
            int next = i == code.length() - 1 ? target : to.createState();
            to.addTransition(state, next, letter);
            if (letter >= 'a' && letter <= 'f') {
                to.addTransition(state, next, Character.toUpperCase(letter));
            }
            state = next;
        }
    }
}
