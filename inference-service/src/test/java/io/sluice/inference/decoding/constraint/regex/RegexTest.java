package io.sluice.inference.decoding.constraint.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.decoding.constraint.automaton.ByteDfa;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    private static final String[] ATOMS = {
        "a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "é", "日", "(?:ab|c)", "(a|bc)", "[a-c]", "\\s", "\\.", "x"
    };
    private static final String[] QUANTIFIERS = {"", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"};
    private static final String LETTERS = "abcx é日1.\n";

    @Test
    void agreesWithTheJdkOnRandomPatternsAndTexts() {
        SplittableRandom random = new SplittableRandom(11);
        int tooLarge = 0;
        for (int i = 0; i < 500; i++) {
            String pattern = pattern(random, 3);
            Pattern judge = Pattern.compile(pattern);
            Language whole;
            Language anywhere;
            try {
                whole = Regex.whole(pattern, new Work());
                anywhere = Regex.anywhere(pattern, new Work());
            } catch (ConstraintRefusedException e) {
                tooLarge++;
                continue;
            }
            ByteDfa bytes = whole.isEmpty() ? null : whole.bytes(new Work());
            for (int j = 0; j < 25; j++) {
                String text = text(random);
                assertThat(whole.holds(text)).as("%s whole %s", pattern, text).isEqualTo(judge.matcher(text).matches());
                assertThat(anywhere.holds(text)).as("%s in %s", pattern, text).isEqualTo(judge.matcher(text).find());
                assertThat(bytes != null && bytes.matches(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(whole.holds(text));
            }
        }
        assertThat(tooLarge).isLessThan(20);
    }

    private static String pattern(SplittableRandom random, int depth) {
        StringBuilder pattern = new StringBuilder();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            int kind = random.nextInt(10);
            if (kind == 0) {
                pattern.append(random.nextBoolean() ? "^" : "(?:^|b)");
            } else if (kind == 1) {
                pattern.append(random.nextBoolean() ? "$|" : "(?:a|$)");
            } else if (kind == 2 && depth > 0) {
                // The JDK leaves a loop at an empty round, which anchors under a repetition can make visible.
                String inner = pattern(random, depth - 1);
                boolean anchored = inner.contains("^|") || inner.contains("$") || inner.startsWith("^") || inner.contains("(^");
                pattern.append('(').append(inner).append(')').append(anchored ? "" : quantifier(random));
            } else {
                pattern.append(ATOMS[random.nextInt(ATOMS.length)]).append(quantifier(random));
            }
        }
        return pattern.toString();
    }

    private static String quantifier(SplittableRandom random) {
        return QUANTIFIERS[random.nextInt(QUANTIFIERS.length)];
    }

    /** Never a line end at the end, before which the JDK's {@code $} matches too. */
    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(7);
        for (int i = 0; i < length; i++) {
            char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
            text.append(i == length - 1 && letter == '\n' ? 'a' : letter);
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "a\\b", "(?i:a)", "a**", "*a", "(a", "a)", "[a",
        "a{2", "a{3,2}", "\\p{Nonsense}", "\\u{110000}", "[b-a]", "\\e", "\\012", "a{100000}", "^*", "x{,3}"
    })
    void refusesWhatItCanNotKeep(String pattern) {
        assertThatThrownBy(() -> Regex.whole(pattern, new Work()))
                .isInstanceOf(ConstraintRefusedException.class)
                .hasMessageMatching("the pattern .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a{1,1000}){1,1000}", "(a|b)*a(a|b){25}", "(.*a.{30}){3}", "((a{1,99}){1,99}){1,99}"})
    void refusesPatternsThatNeedTooLargeAutomata(String pattern) {
        assertThatThrownBy(() -> Regex.whole(pattern, new Work())).isInstanceOf(ConstraintRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(x+x+)+y", ".*.*.*.*=.*", "(a*)*b", "(a|a)*", "((a?){20})a{20}", "(([a-z])+.)+[A-Z]([a-z])+$"})
    void compilesPatternsThatBacktrackingMatchersChokeOn(String pattern) {
        assertThat(Regex.whole(pattern, new Work()).isEmpty()).isFalse();
    }

    @Test
    void readsEscapesAndProperties() {
        assertThat(Regex.whole("\\x41\\u0042\\u{43}\\cJ\\t\\/\\-", new Work()).holds("ABC\n\t/-")).isTrue();
        assertThat(Regex.whole("\\ud83d\\ude00", new Work()).holds("😀")).isTrue();
        assertThat(Regex.whole("\\p{L}+", new Work()).holds("äЖ日")).isTrue();
        assertThat(Regex.whole("\\p{Script=Greek}", new Work()).holds("Ω")).isTrue();
        assertThat(Regex.whole("\\P{Lu}", new Work()).holds("A")).isFalse();
        assertThat(Regex.whole("[\\d\\-x]+", new Work()).holds("1-x")).isTrue();
        assertThat(Regex.whole("\\s", new Work()).holds("\ufeff")).isTrue();
        assertThat(Regex.whole("\\w", new Work()).holds("é")).isFalse();
    }

    @Test
    void keepsAnchorsWhereverTheyStand() {
        assertThat(Regex.anywhere("^a|b$", new Work()).holds("ax")).isTrue();
        assertThat(Regex.anywhere("^a|b$", new Work()).holds("xb")).isTrue();
        assertThat(Regex.anywhere("^a|b$", new Work()).holds("xbx")).isFalse();
        assertThat(Regex.anywhere("a^b", new Work()).isEmpty()).isTrue();
        assertThat(Regex.anywhere("$^", new Work()).holds("")).isTrue();
        assertThat(Regex.anywhere("$^", new Work()).holds("a")).isFalse();
        assertThat(Regex.anywhere("(^|,)a($|,)", new Work()).holds("b,a")).isTrue();
    }

    @Test
    void machinesReadExactlyWellFormedUtf8() {
        SplittableRandom random = new SplittableRandom(12);
        ByteDfa any = Regex.whole("[^\"]{1,3}", new Work()).bytes(new Work());
        for (int i = 0; i < 200_000; i++) {
            byte[] text = new byte[1 + random.nextInt(4)];
            for (int j = 0; j < text.length; j++) {
                text[j] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(128));
            }
            String decoded = new String(text, StandardCharsets.UTF_8);
            boolean expected = java.util.Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), text)
                    && decoded.codePointCount(0, decoded.length()) <= 3
                    && !decoded.contains("\"");
            assertThat(any.matches(text)).as(java.util.HexFormat.of().formatHex(text)).isEqualTo(expected);
        }
    }

    @Test
    void neverHoldsSurrogatesInUtf8() {
        ByteDfa any = Regex.whole(".", new Work()).bytes(new Work());
        assertThat(any.matches(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})).isFalse();
        assertThat(any.matches("\uD7FF".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(any.matches(new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80})).isFalse();
    }
}
