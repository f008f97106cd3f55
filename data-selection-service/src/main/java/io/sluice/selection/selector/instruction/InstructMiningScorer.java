package io.sluice.selection.selector.instruction;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Minus what the rule predicts. A row whose indicators are not all numbers scores NaN. */
final class InstructMiningScorer implements Scorer {

    private final Rule rule;
    private final Indicators indicators;

    InstructMiningScorer(Rule rule, Indicators indicators) {
        this.rule = rule;
        this.indicators = indicators;
    }

    @Override
    public void score(List<Row> rows, double[] scores) throws SelectorException {
        double[][] values = indicators.of(rows);
        for (int i = 0; i < values.length; i++) {
            scores[i] = -rule.predict(values[i]);
        }
    }

    @Override
    public String reason(Row row, double score) {
        double[] values = indicators.cheap(row);
        List<String> parts = new ArrayList<>();
        double left = -score - rule.intercept();
        for (int j = 0; j < values.length; j++) {
            Rule.Term term = rule.terms().get(j);
            if (Indicator.named(term.indicator()) != Indicator.LOSS) {
                parts.add(String.format(Locale.ROOT, "%s of %.3g makes %+.3f", term.indicator(), values[j], term.of(values[j])));
                left -= term.of(values[j]);
            }
        }
        if (rule.indicators().contains(Indicator.LOSS)) {
            parts.add(String.format(Locale.ROOT, "the model's loss makes %+.3f", left));
        }
        return String.format(Locale.ROOT, "The rule predicts a log loss of %.3f: %s.", -score, String.join(", ", parts));
    }
}
