package io.sluice.inference.decoding.constraint.automaton;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CountedStringTest {

    private static final String[] PIECES = {
        "a", "é", "日", "😀", "\\n", "\\\"", "\\u0041", "\\ud83d\\ude00", "\\uD83D", "\\ude00", "\"", "\\x", "\n", "\\/", "\\u12"
    };

    @Test
    void holdsTheStringsThatJacksonReadsWithAsManyCodePoints() {
        SplittableRandom random = new SplittableRandom(5);
        int held = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("\"");
            int pieces = random.nextInt(6);
            for (int j = 0; j < pieces; j++) {
                text.append(PIECES[random.nextInt(random.nextInt(3) == 0 ? PIECES.length : 8)]);
            }
            text.append('"');
            int least = random.nextInt(4);
            int most = least + random.nextInt(4);
            boolean holds = holds(new CountedString(least, most), text.toString());
            assertThat(holds).as("%s of %d to %d", text, least, most).isEqualTo(expected(text.toString(), least, most));
            held += holds ? 1 : 0;
        }
        assertThat(held).isGreaterThan(1_000);
    }

    private static boolean expected(String text, int least, int most) {
        String value;
        try {
            value = JsonMapper.shared().readerFor(String.class)
                    .with(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readValue(text);
        } catch (tools.jackson.core.JacksonException e) {
            return false;
        }
        boolean whole = value.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        int length = value.codePointCount(0, value.length());
        return whole && length >= least && length <= most;
    }

    @Test
    void countsBytesToTheEndAsSearchingDoes() {
        CountedString string = new CountedString(3, 5);
        SplittableRandom random = new SplittableRandom(6);
        for (int walk = 0; walk < 3_000; walk++) {
            int state = string.start();
            for (int i = 0; i < 40 && !string.accepts(state); i++) {
                int best = Integer.MAX_VALUE;
                for (int b = 0; b < 256; b++) {
                    int next = string.next(state, b);
                    best = next == Terminal.DEAD ? best : Math.min(best, string.remaining(next) + 1);
                }
                assertThat(string.remaining(state)).isEqualTo(best);
                int next;
                do {
                    next = string.next(state, random.nextInt(256));
                } while (next == Terminal.DEAD);
                state = next;
            }
        }
    }

    private static boolean holds(Terminal terminal, String text) {
        int state = terminal.start();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = terminal.next(state, b & 255);
            if (state == Terminal.DEAD) {
                return false;
            }
        }
        return terminal.accepts(state);
    }
}
