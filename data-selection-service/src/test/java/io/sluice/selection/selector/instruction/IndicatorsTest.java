package io.sluice.selection.selector.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Likelihoods.Likelihood;
import io.sluice.selection.selector.Likelihoods.Passage;
import io.sluice.selection.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndicatorsTest {

    private static double[] of(Row row, Indicator... wanted) throws SelectorException {
        return new Indicators(List.of(wanted), Neighbours.of(List.of()), Likelihoods.none(), "").of(List.of(row))[0];
    }

    @Test
    void areWhatTheyAreCalled() throws SelectorException {
        Row row = new Row(0, RowForm.INSTRUCTION, "Which bird is red?", "The red bird, the red bird, the RED bird!");
        double[] values = of(row, Indicator.LENGTH, Indicator.REPETITION, Indicator.OVERLAP, Indicator.WORDS);

        assertThat(values[0]).as("nine words, two commas and a mark").isCloseTo(Math.log(13), within(1e-12));
        assertThat(values[1]).as("six of ten runs of three").isCloseTo(0.5, within(0.11));
        assertThat(values[2]).as("red and bird of which, bird, is, red").isEqualTo(0.5);
        assertThat(values[3]).isEqualTo(0.75);
    }

    @Test
    void ofRowsWithoutWordsAreNothing() throws SelectorException {
        assertThat(of(Row.plain(0, " "), Indicator.LENGTH, Indicator.REPETITION, Indicator.OVERLAP, Indicator.WORDS, Indicator.MTLD, Indicator.KNN))
                .containsOnly(0);
    }

    @Test
    void aModelIsAskedForTheResponseGivenThePrompt() throws SelectorException {
        List<Passage> asked = new ArrayList<>();
        Likelihoods models = (model, passages) -> {
            asked.addAll(passages);
            return passages.stream().map(passage -> new Likelihood(4, -2)).toList();
        };
        Row row = new Row(0, RowForm.INSTRUCTION, "why?", "because");
        double[][] values = new Indicators(List.of(Indicator.LENGTH, Indicator.LOSS), Neighbours.of(List.of()), models, "m").of(List.of(row));

        assertThat(values[0]).containsExactly(Math.log(2), 0.5);
        assertThat(asked).containsExactly(new Passage("why?\n", "because"));
    }
}
