package io.sluice.selection.selector.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.selector.Likelihoods.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {

    @Test
    void aShortRowIsOnePiece() {
        assertThat(new Passages(false, 100, 4).of(Row.plain(0, "short"))).containsExactly(new Passage("", "short"));
        assertThat(new Passages(true, 100, 4).of(new Row(0, RowForm.INSTRUCTION, "why?", "because")))
                .containsExactly(new Passage("why?\n", "because"));
    }

    @Test
    void aLongRowIsPiecesOfEqualLengthThatMakeAllOfIt() {
        String text = "0123456789".repeat(25);
        List<Passage> pieces = new Passages(false, 100, 4).of(Row.plain(0, text));

        assertThat(pieces).hasSize(3).allSatisfy(piece -> assertThat(piece.completion().length()).isBetween(83, 84));
        assertThat(String.join("", pieces.stream().map(Passage::completion).toList())).isEqualTo(text);
    }

    @Test
    void ofAVeryLongRowTheFirstTheLastAndSomeBetweenAreTaken() {
        String text = "0123456789".repeat(1_000);
        List<Passage> pieces = new Passages(false, 100, 3).of(Row.plain(0, text));

        assertThat(pieces).hasSize(3);
        assertThat(text).startsWith(pieces.getFirst().completion()).endsWith(pieces.getLast().completion());
        assertThat(new Passages(false, 100, 1).of(Row.plain(0, text))).hasSize(1);
    }

    @Test
    void aResponsesPiecesAreAskedGivenWhatComesBefore() {
        Row row = new Row(0, RowForm.INSTRUCTION, "p".repeat(300), "r".repeat(150) + "s".repeat(50));
        List<Passage> pieces = new Passages(true, 100, 4).of(row);

        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(0).prompt()).isEqualTo("p".repeat(99) + "\n");
        assertThat(pieces.get(1)).isEqualTo(new Passage("r".repeat(100), "r".repeat(50) + "s".repeat(50)));
    }

    @Test
    void aConversationIsOnePassageWithTheEndOfItsPromptAndTheBeginningOfItsAnswer() {
        Passages chat = new Passages(true, false, 100, 4);
        assertThat(chat.of(new Row(0, RowForm.INSTRUCTION, "why?", "because"))).containsExactly(new Passage("why?", "because", true));
        assertThat(chat.of(Row.plain(0, "text"))).containsExactly(new Passage("", "text", true));
        assertThat(chat.of(new Row(0, RowForm.INSTRUCTION, "p".repeat(150) + "q", "r".repeat(150) + "s")))
                .containsExactly(new Passage("p".repeat(99) + "q", "r".repeat(100), true));
    }

    @Test
    void noCharacterIsCutInTwo() {
        for (int chunk = 16; chunk < 40; chunk++) {
            for (boolean response : new boolean[] {false, true}) {
                Row row = new Row(0, RowForm.INSTRUCTION, "\ud83d\ude00".repeat(50), "\ud83d\ude01".repeat(77));
                for (Passage piece : new Passages(response, chunk, 64).of(row)) {
                    assertThat(Character.isLowSurrogate(piece.completion().charAt(0))).isFalse();
                    assertThat(piece.prompt().isEmpty() || !Character.isLowSurrogate(piece.prompt().charAt(0))).isTrue();
                }
            }
        }
    }
}
