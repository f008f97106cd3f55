package io.sluice.selection.selector.ngram;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Settings;
import io.sluice.selection.selector.Workbench;
import java.util.List;
import java.util.Locale;

/** Two models read each row. A row without a symbol scores NaN. */
final class MooreLewisScorer implements Scorer {

    private final Workbench<Desk> bench;

    MooreLewisScorer(Settings settings, NgramModel target, NgramModel pool) {
        this.bench = new Workbench<>(() -> new Desk(MooreLewisSelector.symbols(settings), target.reader(), pool.reader()));
    }

    private record Desk(Symbols symbols, NgramModel.Reader target, NgramModel.Reader pool) {

        double score(String text) {
            int length = symbols.read(text);
            return (target.logProbability(symbols.array(), length) - pool.logProbability(symbols.array(), length)) / length;
        }
    }

    @Override
    public void score(List<Row> rows, double[] scores) {
        Desk desk = bench.take();
        for (int i = 0; i < rows.size(); i++) {
            scores[i] = desk.score(rows.get(i).text());
        }
        bench.giveBack(desk);
    }

    @Override
    public String reason(Row row, double score) {
        Desk desk = bench.take();
        int length = desk.symbols.read(row.text());
        double target = -desk.target.logProbability(desk.symbols.array(), length) / length;
        double pool = -desk.pool.logProbability(desk.symbols.array(), length) / length;
        bench.giveBack(desk);
        return String.format(Locale.ROOT, "The target's model needs %.2f nats a symbol for it, the pool's %.2f.", target, pool);
    }
}
