package io.sluice.selection.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowTextTest {

    @Test
    void aPlainRowIsItsText() {
        assertThat(Row.plain(0, "All of it.").text()).isEqualTo("All of it.");
    }

    @Test
    void promptAndResponseStandApartByOneLineBreak() {
        assertThat(instruction("Add: 1+2", "3").text()).isEqualTo("Add: 1+2\n3");
    }

    @Test
    void whiteSpaceOfTheRowItselfIsKeptAsItIs() {
        assertThat(instruction("Add: 1+2 =", " 3").text()).isEqualTo("Add: 1+2 = 3");
        assertThat(instruction("Add: 1+2\n\n", "3").text()).isEqualTo("Add: 1+2\n\n3");
    }

    @Test
    void anOrdinalIsNeverNegative() {
        assertThatThrownBy(() -> Row.plain(-1, "text")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Row instruction(String prompt, String response) {
        return new Row(0, RowForm.INSTRUCTION, prompt, response);
    }
}
