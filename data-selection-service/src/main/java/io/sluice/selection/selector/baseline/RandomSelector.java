package io.sluice.selection.selector.baseline;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import java.util.List;
import java.util.Set;

/** A number drawn evenly from (0, 1) by the job's seed and the row's text: the best k are a sample without replacement. */
public final class RandomSelector implements Selector {

    private static final About ABOUT = new About("random", "Chance: what a selector has to beat.", List.of(), Set.of(), 1);

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
        long seed = prepared.of(this).seed();
        return new Scorer() {
            @Override
            public void score(List<Row> rows, double[] scores) {
                for (int i = 0; i < rows.size(); i++) {
                    scores[i] = Draws.uniform(seed, rows.get(i));
                }
            }

            @Override
            public String reason(Row row, double score) {
                return "Drawn by chance with seed %d; its text says nothing about it.".formatted(seed);
            }
        };
    }
}
