package io.sluice.selection.selector.testing;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.ngram.NgramModel;
import io.sluice.selection.selector.ngram.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Models of trigrams of bytes: {@code world} has read part of a pool, {@code world:target} the target as well, {@code flat}
 * nothing. A token is a byte.
 */
public final class ToyModels implements Likelihoods {

    private final Map<String, NgramModel> models;

    public ToyModels(ToyPool pool) {
        List<String> world = pool.rows().stream().limit(100).map(Row::text).toList();
        List<String> both = new ArrayList<>(world);
        pool.target().forEach(row -> both.add(row.text()));
        this.models = Map.of("world", model(world), "world:target", model(both), "flat", model(List.of()));
    }

    private static NgramModel model(List<String> texts) {
        return NgramModel.train(texts, 3, new Symbols(true));
    }

    @Override
    public List<Likelihood> of(String model, List<Passage> passages) throws SelectorException {
        NgramModel asked = models.get(model);
        if (asked == null) {
            throw new SelectorException(SelectorException.Code.MODEL_MISSING, null, "model " + model + " is not served");
        }
        if (passages.isEmpty() || passages.size() > PASSAGES_MAX) {
            throw new IllegalArgumentException(passages.size() + " passages");
        }
        return passages.stream().map(passage -> likelihood(asked, passage)).toList();
    }

    private static Likelihood likelihood(NgramModel model, Passage passage) {
        Symbols symbols = new Symbols(true);
        double prompt = symbols.logProbability(model.reader(), passage.prompt());
        double all = symbols.logProbability(model.reader(), passage.prompt() + passage.completion());
        return new Likelihood(symbols.size(passage.completion()), all - prompt);
    }
}
