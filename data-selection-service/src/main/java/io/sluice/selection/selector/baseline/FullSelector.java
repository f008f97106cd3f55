package io.sluice.selection.selector.baseline;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Every row alike, so that the pool's order decides where a budget cuts: for budgets of the whole pool. */
public final class FullSelector implements Selector {

    private static final About ABOUT = new About("full", "Everything, in the pool's order: what a selection is held against.", List.of(), Set.of(), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        return new Prepared(name(), version(), Settings.of(ABOUT.knobs(), with.settings()), with.seed(), new byte[0]);
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        prepared.of(this);
        return new Scorer() {
            @Override
            public void score(List<Row> rows, double[] scores) {
                Arrays.fill(scores, 0, rows.size(), 0);
            }

            @Override
            public String reason(Row row, double score) {
                return "Every row is taken; the pool's order is the rank.";
            }
        };
    }
}
