package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StopMatcherTest {

    @Test
    void holdsBackWhatCouldBecomeAStopStringAndNothingElse() {
        StopMatcher matcher = new StopMatcher(List.of("END"));
        assertThat(matcher.append("the E")).isEqualTo(new StopMatcher.Progress("the ", null));
        assertThat(matcher.append("N")).isEqualTo(new StopMatcher.Progress("", null));
        assertThat(matcher.append("E")).isEqualTo(new StopMatcher.Progress("EN", null));
        assertThat(matcher.finish()).isEqualTo("E");
    }

    @Test
    void givesExactlyTheTextBeforeTheStopString() {
        StopMatcher matcher = new StopMatcher(List.of("\n\n", "####"));
        assertThat(matcher.append("a\nb##").text()).isEqualTo("a\nb");
        assertThat(matcher.append("## 7")).isEqualTo(new StopMatcher.Progress("", "####"));
    }

    @Test
    void ofSeveralTheOneThatEndsFirstCounts() {
        assertThat(new StopMatcher(List.of("abc", "b")).append("xabc")).isEqualTo(new StopMatcher.Progress("xa", "b"));
        assertThat(new StopMatcher(List.of("c", "abc")).append("xabc")).isEqualTo(new StopMatcher.Progress("x", "abc"));
    }

    @Test
    void overlapsAreFound() {
        assertThat(new StopMatcher(List.of("aab")).append("aaab")).isEqualTo(new StopMatcher.Progress("a", "aab"));
        assertThat(new StopMatcher(List.of("abab")).append("abaabab")).isEqualTo(new StopMatcher.Progress("aba", "abab"));
    }

    @Test
    void emptyStopStringsAreRefused() {
        assertThatThrownBy(() -> new StopMatcher(List.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsTheSameHoweverTheTextIsCut() {
        Random random = new Random(23);
        for (int trial = 0; trial < 3000; trial++) {
            String text = word(random, 30);
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                stops.add(word(random, 4));
            }
            StopMatcher matcher = new StopMatcher(stops);
            StringBuilder released = new StringBuilder();
            String stop = null;
            for (int at = 0; at < text.length() && stop == null;) {
                int to = Math.min(text.length(), at + random.nextInt(4));
                StopMatcher.Progress progress = matcher.append(text.substring(at, to));
                released.append(progress.text());
                stop = progress.stop();
                at = to;
                assertThat(text).startsWith(released.toString());
            }
            if (stop == null) {
                released.append(matcher.finish());
            }
            Found expected = Found.in(text, stops);
            assertThat(stop).as("%s in %s", stops, text).isEqualTo(expected.stop);
            assertThat(released.toString()).as("%s in %s", stops, text).isEqualTo(text.substring(0, expected.start));
        }
    }

    private static String word(Random random, int longest) {
        int length = 1 + random.nextInt(longest);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("ab€".charAt(random.nextInt(3)));
        }
        return word.toString();
    }

    /** The definition: the smallest end, then the longest string. */
    private record Found(int start, @Nullable String stop) {

        static Found in(String text, List<String> stops) {
            for (int end = 1; end <= text.length(); end++) {
                Found best = null;
                for (String stop : stops) {
                    if (text.substring(0, end).endsWith(stop) && (best == null || end - stop.length() < best.start)) {
                        best = new Found(end - stop.length(), stop);
                    }
                }
                if (best != null) {
                    return best;
                }
            }
            return new Found(text.length(), null);
        }
    }
}
