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
        List<String> parts = new ArrayList<>();
        rule.terms().forEach(term -> parts.add(String.format(Locale.ROOT, "%+.3f · %s", term.weight(), term.indicator())));
        return String.format(Locale.ROOT, "The rule predicts a log loss of %.3f from %s.", -score, String.join(" ", parts));
    }
}
