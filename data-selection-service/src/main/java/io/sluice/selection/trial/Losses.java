package io.sluice.selection.trial;

import io.sluice.selection.judging.Question;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Likelihoods.Likelihood;
import io.sluice.selection.selector.Likelihoods.Passage;
import io.sluice.selection.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How unlikely a model holds the right responses to be, each given its prompt as the user's turn, as it is when it is asked: the sum of
 * −ln p over all their tokens by the number of these. Blocks. Thread-safe.
 */
final class Losses {

    private final Likelihoods likelihoods;

    /**
     * @param nats   a token; null where a response is impossible or longer than the model reads
     * @param tokens of the responses
     */
    record Loss(@Nullable Double nats, long tokens) {
    }

    Losses(Likelihoods likelihoods) {
        this.likelihoods = likelihoods;
    }

    Loss of(String model, List<Question> questions) throws SelectorException {
        List<Passage> passages = questions.stream().map(each -> new Passage(each.prompt(), each.expected(), true)).toList();
        List<Likelihood> all = new ArrayList<>();
        for (int from = 0; from < passages.size(); from += Likelihoods.PASSAGES_MAX) {
            all.addAll(likelihoods.of(model, passages.subList(from, Math.min(passages.size(), from + Likelihoods.PASSAGES_MAX))));
        }
        long tokens = all.stream().mapToLong(Likelihood::tokens).sum();
        double sum = all.stream().mapToDouble(Likelihood::logProbability).sum();
        return new Loss(tokens == 0 || !Double.isFinite(sum) ? null : (Double) (-sum / tokens), tokens);
    }
}
