package io.sluice.selection.selector.model;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import io.sluice.selection.selector.model.Losses.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Asks the model about each row and finds the answer's place among those of the sample. */
final class PerplexityScorer implements Scorer {

    private final Losses losses;
    private final String model;
    private final String keep;
    private final double[] sorted;

    /** @param sorted losses of the pool's sample, ascending, at least one */
    PerplexityScorer(Settings settings, double[] sorted, Likelihoods likelihoods) {
        this.losses = new Losses(likelihoods, new Passages(settings));
        this.model = settings.text(PerplexitySelector.MODEL);
        this.keep = settings.text(PerplexitySelector.KEEP);
        this.sorted = sorted;
    }

    @Override
    public void score(List<Row> rows, double[] scores) throws SelectorException {
        List<Loss> answers = losses.of(model, PerplexitySelector.MODEL.name(), rows);
        for (int i = 0; i < rows.size(); i++) {
            double nats = answers.get(i).nats();
            scores[i] = switch (keep) {
                case "low" -> -nats;
                case "high" -> nats;
                default -> middle(nats, sorted);
            };
        }
    }

    static double middle(double nats, double[] sorted) {
        if (Double.isNaN(nats)) {
            return Double.NaN;
        }
        double outside = Math.max(0, Math.max(sorted[0] - nats, nats - sorted[sorted.length - 1]));
        return -Math.abs(place(nats, sorted) - 0.5) - outside;
    }

    /** The share of the sample that is smaller, going straight from one value to the next. */
    private static double place(double nats, double[] sorted) {
        int last = sorted.length - 1;
        if (nats <= sorted[0]) {
            return last == 0 && nats == sorted[0] ? 0.5 : 0;
        }
        if (nats >= sorted[last]) {
            return 1;
        }
        int found = Arrays.binarySearch(sorted, nats);
        if (found >= 0) {
            return found / (double) last;
        }
        int above = -found - 1;
        double between = (nats - sorted[above - 1]) / (sorted[above] - sorted[above - 1]);
        return (above - 1 + between) / last;
    }

    @Override
    public String reason(Row row, double score) {
        return switch (keep) {
            case "low" -> String.format(Locale.ROOT, "%s needs only %.3f nats a token for it.", model, -score);
            case "high" -> String.format(Locale.ROOT, "%s needs as many as %.3f nats a token for it.", model, score);
            default -> String.format(Locale.ROOT, "Its perplexity under %s lies %.1f %% of the pool's rows away from the middle.", model,
                    100 * Math.min(0.5, -score));
        };
    }
}
