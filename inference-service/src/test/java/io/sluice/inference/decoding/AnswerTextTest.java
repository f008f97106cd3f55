package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

    @Test
    void charactersComeWhole() {
        AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of()));
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        assertThat(text.append(Arrays.copyOfRange(euro, 0, 1), 0).empty()).isTrue();
        assertThat(text.append(Arrays.copyOfRange(euro, 1, 2), 1).empty()).isTrue();
        assertThat(text.append(Arrays.copyOfRange(euro, 2, 3), 2)).isEqualTo(new AnswerText.Piece<>("€", List.of(0, 1, 2), null));
    }

    @Test
    void aTokenThatEndsInsideACharacterComesLater() {
        AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of()));
        byte[] bytes = "aé".getBytes(StandardCharsets.UTF_8);
        assertThat(text.append(Arrays.copyOfRange(bytes, 0, 2), 0)).isEqualTo(new AnswerText.Piece<>("a", List.of(), null));
        assertThat(text.append(Arrays.copyOfRange(bytes, 2, 3), 1)).isEqualTo(new AnswerText.Piece<>("é", List.of(0, 1), null));
    }

    @Test
    void anUnfinishedCharacterBecomesAReplacement() {
        AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of()));
        assertThat(text.append(new byte[] {(byte) 0xE2, (byte) 0x82}, 0).empty()).isTrue();
        assertThat(text.finish()).isEqualTo(new AnswerText.Piece<>("\uFFFD", List.of(0), null));
    }

    @Test
    void tokensOfTheStopStringAreLeftOut() {
        AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of("STOP")));
        assertThat(text.append("yes S".getBytes(StandardCharsets.UTF_8), 0)).isEqualTo(new AnswerText.Piece<>("yes ", List.of(), null));
        assertThat(text.append("TO".getBytes(StandardCharsets.UTF_8), 1).empty()).isTrue();
        assertThat(text.append("P!".getBytes(StandardCharsets.UTF_8), 2)).isEqualTo(new AnswerText.Piece<>("", List.of(0), "STOP"));
    }

    @Test
    void heldBackTextComesWhenNothingFollows() {
        AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of("STOP")));
        text.append("yes ST".getBytes(StandardCharsets.UTF_8), 0);
        assertThat(text.finish()).isEqualTo(new AnswerText.Piece<>("ST", List.of(0), null));
    }

    @Test
    void controlTokensTravelWithTheTextAroundThem() {
        AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of()));
        assertThat(text.append(new byte[0], 0)).isEqualTo(new AnswerText.Piece<>("", List.of(0), null));
    }

    @Test
    void anyBytesInAnyPiecesGiveTheTextOfAllBytesAtOnceAndEveryTokenOnceInOrder() {
        Random random = new Random(31);
        for (int trial = 0; trial < 3000; trial++) {
            byte[] bytes = bytes(random);
            AnswerText<Integer> text = new AnswerText<>(new StopMatcher(List.of("zz€Q")));
            StringBuilder released = new StringBuilder();
            List<Integer> tokens = new ArrayList<>();
            int count = 0;
            for (int at = 0; at < bytes.length;) {
                int to = Math.min(bytes.length, at + random.nextInt(4));
                AnswerText.Piece<Integer> piece = text.append(Arrays.copyOfRange(bytes, at, to), count++);
                released.append(piece.text());
                tokens.addAll(piece.tokens());
                at = to;
            }
            AnswerText.Piece<Integer> rest = text.finish();
            released.append(rest.text());
            tokens.addAll(rest.tokens());
            assertThat(released.toString()).as("trial %d", trial).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
            assertThat(tokens).isEqualTo(IntStream.range(0, count).boxed().toList());
        }
    }

    private static byte[] bytes(Random random) {
        if (random.nextInt(3) == 0) {
            byte[] junk = new byte[random.nextInt(12)];
            random.nextBytes(junk);
            return junk;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            text.appendCodePoint(new int[] {'z', 'ß', '€', 0x1F600, '\n'}[random.nextInt(5)]);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, Math.max(0, bytes.length - random.nextInt(3)));
    }
}
