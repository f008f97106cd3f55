package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.decoding.speculation.DraftCosts;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PassCostsTest {

    private final FakeModel small = new FakeModel("small", 1_000, 1);
    private final FakeModel large = new FakeModel("large", 10_000, 2);
    private final PassCosts costs = new PassCosts();

    @Test
    void knowsNothingBeforeBothModelsRan() {
        assertThat(costs.drafts(small, large)).isNull();
        passes(20, 1);
        assertThat(costs.drafts(small, large)).isNotNull();
        assertThat(new PassCosts().drafts(small, large)).isNull();
    }

    @Test
    void aloneADraftCostsItsPassAndARowItsRow() {
        passes(50, 1);
        DraftCosts found = found();
        assertThat(found.draft()).isCloseTo(0.1, within(0.001));
        assertThat(found.row()).isCloseTo(0.2, within(0.001));
    }

    @Test
    void besideOthersThereIsLessToSave() {
        passes(50, 1);
        double alone = found().breakEven();
        passes(50, 4);
        // A token costs (1000 + 3 · 200) / 4 = 400, a draft (100 + 3 · 40) / 4 = 55, a row 200.
        assertThat(found().draft()).isCloseTo(55 / 400.0, within(0.01));
        assertThat(found().row()).isCloseTo(0.5, within(0.01));
        passes(50, 16);
        assertThat(found().breakEven()).isGreaterThan(0.8).isGreaterThan(2 * alone);
        passes(50, 1);
        assertThat(found().breakEven()).isCloseTo(alone, within(0.01));
    }

    @Test
    void isOfUseWhereNoPassHasASingleRow() {
        for (int i = 0; i < 50; i++) {
            costs.measured(large, 8, 8, 2400);
            costs.measured(small, 8, 8, 380);
        }
        // The assumed share of a further row says what one alone would take: 2400 / (1 + 0.3 · 7).
        assertThat(found().row()).isCloseTo(0.3 * 774 / 300, within(0.01));
    }

    @Test
    void promptsAreLeftOut() {
        passes(50, 1);
        DraftCosts before = found();
        costs.measured(large, 256, 1, 1e9);
        assertThat(found()).isEqualTo(before);
    }

    private DraftCosts found() {
        return Objects.requireNonNull(costs.drafts(small, large));
    }

    /** A row of the large model costs 1000, each further one 200; of the small one 100 and 40. */
    private void passes(int count, int sequences) {
        for (int i = 0; i < count; i++) {
            costs.measured(large, sequences, sequences, 1000 + 200 * (sequences - 1));
            costs.measured(small, sequences, sequences, 100 + 40 * (sequences - 1));
            costs.measured(large, 4 * sequences, sequences, 1000 + 200 * (4 * sequences - 1));
            costs.measured(small, 2 * sequences, sequences, 100 + 40 * (2 * sequences - 1));
        }
    }
}
