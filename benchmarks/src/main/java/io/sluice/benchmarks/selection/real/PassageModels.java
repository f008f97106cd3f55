package io.sluice.benchmarks.selection.real;

import io.sluice.benchmarks.selection.AuxiliaryModels;
import io.sluice.benchmarks.selection.Base;
import io.sluice.benchmarks.selection.CpuTime;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.SelectorException;
import io.sluice.tasks.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prior, and for each kind the same trained on its sample; each is made when it is asked first, and asked once about each
 * passage. Not thread-safe.
 */
final class PassageModels implements Likelihoods, AutoCloseable {

    static final String PRIOR = "prior";
    /** Of a passage, from its beginning: what models learn from and are asked about. */
    static final int CHARACTERS = 300;

    private final Base base;
    private final RealPool pool;
    private final Contender.Prior prior;
    private final AuxiliaryModels.Training training;
    private final long seed;
    private final Map<String, Map<Passage, Likelihood>> said = new HashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();
    private @Nullable Base trainedPrior;
    private @Nullable Asked asked;

    /** The model that is served now: there are questions to one after the other. */
    private record Asked(String model, AuxiliaryModels served) {
    }

    PassageModels(Base base, RealPool pool, Contender.Prior prior, AuxiliaryModels.Training training, long seed) {
        this.base = base;
        this.pool = pool;
        this.prior = prior;
        this.training = training;
        this.seed = seed;
    }

    /** CPU seconds that making and asking a model took so far, all threads together; a kind's without the prior's. */
    double seconds(String model) {
        return seconds.getOrDefault(model, 0.0);
    }

    @Override
    public List<Likelihood> of(String model, List<Passage> passages) throws SelectorException {
        Map<Passage, Likelihood> known = said.computeIfAbsent(model, name -> new HashMap<>());
        List<Passage> missing = passages.stream().filter(passage -> !known.containsKey(passage)).distinct().toList();
        if (!missing.isEmpty()) {
            Likelihoods served = served(model);
            CpuTime begin = CpuTime.now();
            List<Likelihood> answers = served.of(model, missing);
            took(model, begin);
            for (int i = 0; i < missing.size(); i++) {
                known.put(missing.get(i), answers.get(i));
            }
        }
        return passages.stream().map(known::get).toList();
    }

    private Likelihoods served(String model) {
        if (asked == null || !asked.model().equals(model)) {
            try {
                close();
                Base made = model.equals(PRIOR) ? prior() : ofTarget(model);
                asked = new Asked(model, AuxiliaryModels.serve(Map.of(model, made), Duration.ZERO));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return asked.served().likelihoods();
    }

    private Base prior() throws IOException {
        if (prior == Contender.Prior.SHIPPED) {
            return base;
        }
        Base made = trainedPrior;
        if (made == null) {
            List<Task> sample = new ArrayList<>();
            RowSample.of(pool.rows()).each(training.poolRows(), seed, row -> sample.add(task(row)));
            CpuTime begin = CpuTime.now();
            made = training.marginal(base, sample, seed);
            took(PRIOR, begin);
            trainedPrior = made;
        }
        return made;
    }

    private Base ofTarget(String kind) throws IOException {
        Base before = prior();
        List<Task> target = pool.target(Kind.labelled(kind)).stream().map(PassageModels::task).toList();
        CpuTime begin = CpuTime.now();
        Base made = training.conditional(before, target, seed);
        took(kind, begin);
        return made;
    }

    private void took(String model, CpuTime since) {
        seconds.merge(model, since.since().toNanos() / 1e9, Double::sum);
    }

    /** As trainers learn plain text: the answer to an empty question. */
    private static Task task(Row row) {
        String text = row.response().substring(0, Math.min(CHARACTERS, row.response().length()));
        return new Task("passage", 1, "", text, text);
    }

    @Override
    public void close() throws IOException {
        if (asked != null) {
            asked.served().close();
            asked = null;
        }
    }
}
