package io.sluice.selection.selector.model;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Likelihoods.Likelihood;
import io.sluice.selection.selector.Likelihoods.Passage;
import io.sluice.selection.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model loses on rows: −Σ ln p over the tokens of all pieces of a row, divided by their number. Rows are asked about in
 * batches as large as models take.
 */
public final class Losses {

    private final Likelihoods likelihoods;
    private final Passages passages;

    public Losses(Likelihoods likelihoods, Passages passages) {
        this.likelihoods = likelihoods;
        this.passages = passages;
    }

    /**
     * A row's.
     *
     * @param nats   a token; NaN where there was no token, or where the model has no number for it
     * @param tokens that were scored
     */
    public record Loss(double nats, int tokens) {
    }

    /**
     * @param model   whom to ask
     * @param setting that names it, for what goes wrong
     */
    public List<Loss> of(String model, String setting, List<Row> rows) throws SelectorException {
        try {
            return of(model, rows);
        } catch (SelectorException failed) {
            throw failed.at("settings." + setting);
        }
    }

    private List<Loss> of(String model, List<Row> rows) throws SelectorException {
        List<Passage> all = new ArrayList<>();
        int[] count = new int[rows.size()];
        for (int i = 0; i < count.length; i++) {
            List<Passage> pieces = passages.of(rows.get(i));
            all.addAll(pieces);
            count[i] = pieces.size();
        }
        List<Likelihood> answers = new ArrayList<>(all.size());
        for (int from = 0; from < all.size(); from += Likelihoods.PASSAGES_MAX) {
            answers.addAll(ask(model, all.subList(from, Math.min(all.size(), from + Likelihoods.PASSAGES_MAX))));
        }
        List<Loss> losses = new ArrayList<>(rows.size());
        int at = 0;
        for (int pieces : count) {
            losses.add(sum(answers.subList(at, at + pieces)));
            at += pieces;
        }
        return losses;
    }

    private List<Likelihood> ask(String model, List<Passage> batch) throws SelectorException {
        List<Likelihood> answers = likelihoods.of(model, List.copyOf(batch));
        if (answers.size() != batch.size()) {
            throw new SelectorException(SelectorException.Code.MODEL_UNAVAILABLE, null,
                    "model " + model + " answered " + answers.size() + " of " + batch.size() + " passages");
        }
        return answers;
    }

    private static Loss sum(List<Likelihood> pieces) {
        int tokens = 0;
        double sum = 0;
        for (Likelihood piece : pieces) {
            tokens += piece.tokens();
            sum -= piece.logProbability();
        }
        double nats = tokens > 0 && Double.isFinite(sum) ? sum / tokens : Double.NaN;
        return new Loss(nats, tokens);
    }

    /** @throws SelectorException where a setting names no model */
    public static String named(String model, String setting) throws SelectorException {
        if (model.isBlank()) {
            throw new SelectorException(SelectorException.Code.BAD_SETTING, "settings." + setting,
                    "settings." + setting + " has to name a served model, BASE or BASE:ADAPTER");
        }
        return model;
    }
}
