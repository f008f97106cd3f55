package io.sluice.selection.selector.model;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.model.Losses.Loss;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * CoLoR-Filter, conditional loss reduction (Brandfonbrener et al. 2024, §3). Two models of one kind: one that knows the world,
 * and the same one after it was trained a little on the target. L is the mean of −ln p over a row's tokens:
 *
 * <pre>  score(x) = (L(x; marginal) − L(x; conditional)) · T / (T + shrink)     [nats a token], T tokens</pre>
 *
 * Equal models score every row 0; models that change places change the sign; with the models fixed, a smaller budget's rows
 * are among a larger one's. {@code shrink} 0 is the paper, whose rows have one length; with rows of a few tokens their means
 * swing widely, and a larger one draws them towards 0. Both models have to be served. Where {@code conditional} names none, one is
 * trained on the target, once for all jobs that want the same, and with {@code prior=pool} the marginal on the pool before it, as in
 * the paper ({@link PoolPrior}); the trainer teaches answers in the chat template, and so rows are
 * read in it. Asking for either is done when the job is prepared, so that a missing one is told before the pool is read.
 */
public final class ColorFilterSelector implements Selector {

    static final Knob.Text MARGINAL = new Knob.Text("marginal", "", 200, "the model before it knew the target: BASE; with prior=pool what that is trained from");
    static final Knob.Choice PRIOR = new Knob.Choice("prior", "served", List.of("served", "pool"),
            "served: marginal as it is; pool: first trained on a sample of the pool, as in the paper");
    static final Knob.Text CONDITIONAL = new Knob.Text("conditional", "", 200, "the same model trained on the target: BASE:ADAPTER; empty: one is trained");
    static final Knob.Choice TRAINED = new Knob.Choice("train-kind", "lora", List.of("lora", "full"), "what of the model is trained");
    static final Knob.Quantity TRAIN_STEPS = Knob.Quantity.count("train-steps", 300, 1, 100_000, "steps on the target");
    static final Knob.Quantity POOL_ROWS = Knob.Quantity.count("pool-rows", 2_000, 10, 10_000, "rows of the pool that the prior is trained on");
    static final Knob.Quantity PRIOR_STEPS = Knob.Quantity.count("prior-steps", 150, 1, 100_000, "steps on these");
    static final Knob.Quantity SHRINK = Knob.Quantity.of("shrink", 0, 0, 10_000, "tokens of doubt; draws short rows towards 0");
    private static final int CHECKED = 64;

    private static final About ABOUT = new About("color-filter",
            "How much of the row's loss a little training on the target takes away from a small model.",
            List.of(MARGINAL, CONDITIONAL, PRIOR, TRAINED, TRAIN_STEPS, POOL_ROWS, PRIOR_STEPS, SHRINK, Passages.FORM, Passages.SCORED,
                    Passages.CHUNK, Passages.CHUNKS_MAX),
            Set.of(Need.TARGET, Need.POOL, Need.LIKELIHOODS), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Settings settings(Map<String, ?> given) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), given);
        String marginal = Losses.named(settings.text(MARGINAL), MARGINAL.name());
        boolean named = !settings.text(CONDITIONAL).isBlank();
        if (named && settings.is(PRIOR, "pool")) {
            throw unfit(CONDITIONAL, "names a model, and with prior=pool both are trained here: leave one of them out");
        }
        if (!named && marginal.contains(":")) {
            throw unfit(MARGINAL, "names an adapter, and only a base can be trained further: name settings.conditional, too");
        }
        return settings;
    }

    private static SelectorException unfit(Knob knob, String why) {
        String field = "settings." + knob.name();
        return new SelectorException(SelectorException.Code.BAD_SETTING, field, field + " " + why);
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        with.targetTexts();
        Settings settings = settled(settings(with.settings()), with);
        String marginal = settings.text(MARGINAL);
        String conditional = settings.text(CONDITIONAL);
        List<Row> checked = with.target().subList(0, Math.min(CHECKED, with.target().size()));
        Losses losses = new Losses(with.likelihoods(), new Passages(settings));
        double[] gains = gains(losses.of(marginal, MARGINAL.name(), checked), losses.of(conditional, CONDITIONAL.name(), checked), 0);
        double sum = 0;
        int known = 0;
        for (double gain : gains) {
            if (Double.isFinite(gain)) {
                sum += gain;
                known++;
            }
        }
        if (known == 0) {
            throw new SelectorException(SelectorException.Code.BAD_TARGET, "target", "the models have no finite loss for any row of the target");
        }
        byte[] state = ByteBuffer.allocate(Double.BYTES).putDouble(sum / known).array();
        return new Prepared(name(), version(), settings, with.seed(), state);
    }

    /** With both models named, as another job may name them, and the form in which they are asked. */
    private static Settings settled(Settings settings, Preparation with) throws SelectorException {
        boolean train = settings.text(CONDITIONAL).isBlank();
        SortedMap<String, Object> values = new TreeMap<>(settings.values());
        if (settings.is(PRIOR, "pool")) {
            PoolPrior.Pair pair = PoolPrior.of(with, training(settings, PRIOR_STEPS, with), settings.count(POOL_ROWS), settings.count(TRAIN_STEPS));
            values.put(MARGINAL.name(), pair.prior());
            values.put(CONDITIONAL.name(), pair.conditional());
            values.put(PRIOR.name(), "served");
        } else if (train) {
            values.put(CONDITIONAL.name(), ofTarget(settings, with));
        }
        if (settings.is(Passages.FORM, "auto")) {
            values.put(Passages.FORM.name(), train ? "chat" : "text");
        }
        return new Settings(values);
    }

    private static String ofTarget(Settings settings, Preparation with) throws SelectorException {
        try {
            return with.trained().onTarget(training(settings, TRAIN_STEPS, with));
        } catch (SelectorException failed) {
            throw failed.at("settings." + CONDITIONAL.name());
        }
    }

    private static TrainedModels.Training training(Settings settings, Knob.Quantity steps, Preparation with) {
        return new TrainedModels.Training(settings.text(MARGINAL), settings.is(TRAINED, "full"), settings.count(steps), with.seed());
    }

    static double[] gains(List<Loss> before, List<Loss> after, double shrink) {
        double[] gains = new double[before.size()];
        for (int i = 0; i < gains.length; i++) {
            int tokens = before.get(i).tokens();
            gains[i] = (before.get(i).nats() - after.get(i).nats()) * (tokens / (tokens + shrink));
        }
        return gains;
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        Settings settings = prepared.of(this).settings();
        if (prepared.state().length != Double.BYTES) {
            throw SelectorException.prepared("the prepared state of color-filter is damaged");
        }
        double usual = ByteBuffer.wrap(prepared.state()).getDouble();
        Losses losses = new Losses(likelihoods, new Passages(settings));
        double shrink = settings.number(SHRINK);
        return new Scorer() {
            @Override
            public void score(List<Row> rows, double[] scores) throws SelectorException {
                double[] gains = gains(losses.of(settings.text(MARGINAL), MARGINAL.name(), rows),
                        losses.of(settings.text(CONDITIONAL), CONDITIONAL.name(), rows), shrink);
                System.arraycopy(gains, 0, scores, 0, gains.length);
            }

            @Override
            public String reason(Row row, double score) {
                return String.format(Locale.ROOT, "Training on the target saves %s %.3f nats a token on it; on rows of the target it saves %.3f.",
                        settings.text(MARGINAL), score, usual);
            }
        };
    }
}
