package io.sluice.selection.selector.instruction;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import io.sluice.selection.selector.model.Losses;
import io.sluice.selection.selector.model.Passages;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * InstructMining (Cao et al. 2023, §3). Indicators I_j of a row that cost little predict the loss of a model that is trained on
 * such rows:
 *
 * <pre>  ln(loss) = β_0 + Σ β_j · I_j(x)         score(x) = −ln(loss)</pre>
 *
 * The β belong to the indicators, models and data they were fitted with, so the published ones are of no use here and none are
 * shipped. A rule comes from {@link InstructMiningFit}: by default from {@link Experiments} with a small model over subsets of this
 * pool, judged by this target; or from {@link RealRuns}, trainings of the model itself on such subsets; or as JSON in the settings, as
 * a job that fitted one tells it. Indicators that a t-test does not
 * find significant are not in the rule. A linear rule says nothing outside of what it was fitted on, so a row's values count as
 * no more than what 90 % of the pool's sample lie within.
 */
public final class InstructMiningSelector implements Selector {

    static final Knob.Text RULE = new Knob.Text("rule", "fit", 20_000, "a rule as JSON; fit: fitted to this pool and target with small models; train: the same with trainings of the model");
    static final Knob.Text MODEL = new Knob.Text("model", "", 200, "whose loss on responses is an indicator, too: BASE or BASE:ADAPTER");
    static final Knob.Quantity POOL_ROWS = Knob.Quantity.count("pool-rows", 2_000, 10, 10_000, "rows of the pool that the rule is fitted to");
    static final Knob.Quantity NEIGHBOURS = Knob.Quantity.count("neighbours", 512, 1, 10_000, "rows of the pool among which the nearest are searched");
    static final Knob.Quantity RUNS = Knob.Quantity.count("runs", 64, 12, 1_000, "small training runs that the rule is fitted to");
    static final Knob.Quantity CHARACTERS = Knob.Quantity.count("run-characters", 30_000, 500, 10_000_000,
            "that each run learns from; at most a fourth of the sample");
    static final Knob.Quantity TRAIN_RUNS = Knob.Quantity.count("train-runs", 16, 8, 64, "trainings that the rule is fitted to, where it is by trainings");
    static final Knob.Quantity TRAIN_STEPS = Knob.Quantity.count("train-steps", 150, 1, 100_000, "steps of each of these");
    static final Knob.Quantity SIGNIFICANCE = Knob.Quantity.of("significance", 0.05, 1e-6, 1, "the largest p that keeps an indicator in the rule");
    private static final int TARGET_ROWS = 500;
    private static final int OF_ONE_ROW = 8_192;

    private static final About ABOUT = new About("instruct-mining",
            "A linear rule of cheap indicators (length, diversity, repetition, neighbours, …), fitted to what lowers the loss on the target.",
            List.of(RULE, MODEL, POOL_ROWS, NEIGHBOURS, RUNS, CHARACTERS, TRAIN_RUNS, TRAIN_STEPS, SIGNIFICANCE), Set.of(Need.TARGET, Need.POOL), 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Settings settings(Map<String, ?> given) throws SelectorException {
        Settings settings = Settings.of(ABOUT.knobs(), given);
        if (settings.text(RULE).equals("train")) {
            Losses.named(settings.text(MODEL), MODEL.name());
        } else if (!fits(settings)) {
            given(settings);
        }
        return settings;
    }

    private static boolean fits(Settings settings) {
        return Set.of("fit", "train").contains(settings.text(RULE));
    }

    @Override
    public Prepared prepare(Preparation with) throws SelectorException {
        Settings settings = settings(with.settings());
        List<String> target = with.targetTexts();
        List<Row> sample = new ArrayList<>();
        with.pool().each(settings.count(POOL_ROWS), with.seed(), row -> sample.add(shortened(row)));
        if (sample.isEmpty()) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "the pool's sample has no rows");
        }
        Neighbours neighbours = Neighbours.of(everyNth(sample, settings.count(NEIGHBOURS)));
        Rule rule = fits(settings) ? fitted(settings, with, sample, neighbours, everyNth(target, TARGET_ROWS)) : given(settings);
        String text = rule.toJson();
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        byte[] rows = neighbours.toBytes();
        byte[] state = ByteBuffer.allocate(Integer.BYTES + json.length + rows.length).putInt(json.length).put(json).put(rows).array();
        SortedMap<String, Object> settled = new TreeMap<>(settings.values());
        settled.put(RULE.name(), text);
        return new Prepared(name(), version(), new Settings(settled), with.seed(), state);
    }

    private static Rule given(Settings settings) throws SelectorException {
        try {
            Rule rule = Rule.read(settings.text(RULE));
            if (rule.indicators().contains(Indicator.LOSS) && settings.text(MODEL).isBlank()) {
                throw new SelectorException(SelectorException.Code.BAD_SETTING, "settings.model",
                        "settings.model has to name a served model, since the rule has a term of its loss");
            }
            return rule;
        } catch (IllegalArgumentException e) {
            throw new SelectorException(SelectorException.Code.BAD_SETTING, "settings.rule", "settings.rule " + e.getMessage());
        }
    }

    private static Rule fitted(Settings settings, Preparation with, List<Row> sample, Neighbours neighbours, List<String> target)
            throws SelectorException {
        List<Indicator> wanted = new ArrayList<>(List.of(Indicator.values()));
        if (settings.text(MODEL).isBlank()) {
            wanted.remove(Indicator.LOSS);
        }
        double[][] all = new Indicators(wanted, neighbours, with.likelihoods(), settings.text(MODEL)).of(sample);
        List<Row> rows = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            if (Arrays.stream(all[i]).allMatch(Double::isFinite)) {
                rows.add(sample.get(i));
                values.add(all[i]);
            }
        }
        long characters = rows.stream().mapToLong(row -> row.text().length()).sum();
        int each = (int) Math.min(settings.count(CHARACTERS), characters / 4);
        if (each < 1) {
            throw new SelectorException(SelectorException.Code.BAD_POOL, "pool", "the pool's sample has too little text to fit a rule to");
        }
        double[][] measured = values.toArray(double[][]::new);
        Experiments experiments = new Experiments(wanted, rows, measured, target);
        List<InstructMiningFit.Run> runs = settings.text(RULE).equals("train")
                ? new RealRuns(settings.text(MODEL), settings.count(TRAIN_STEPS), with)
                        .of(experiments.subsets(settings.count(TRAIN_RUNS), each, with.seed()), rows)
                : experiments.runs(settings.count(RUNS), each, with.seed());
        Optional<Rule> rule = InstructMiningFit.fit(runs, settings.number(SIGNIFICANCE));
        return bounded(rule.orElseThrow(() -> new SelectorException(SelectorException.Code.BAD_POOL, "pool",
                "no indicator says anything about the loss on the target: none is significant over " + runs.size() + " runs")), wanted, measured);
    }

    /** The rule with the fifth and the ninety-fifth percentile of each indicator as its bounds. */
    private static Rule bounded(Rule rule, List<Indicator> measured, double[][] values) {
        List<Rule.Term> terms = new ArrayList<>();
        for (Rule.Term term : rule.terms()) {
            int j = measured.indexOf(Indicator.named(term.indicator()));
            double[] sorted = Arrays.stream(values).mapToDouble(row -> row[j]).sorted().toArray();
            terms.add(new Rule.Term(term.indicator(), term.weight(), term.pValue(), sorted[(int) (0.05 * (sorted.length - 1))],
                    sorted[(int) (0.95 * (sorted.length - 1))]));
        }
        return new Rule(rule.intercept(), terms, rule.runs(), rule.rSquared());
    }

    /** The sample is held, and a part of a long row tells as much of its kind. */
    private static Row shortened(Row row) {
        return new Row(row.ordinal(), row.form(), Passages.beginning(row.prompt(), OF_ONE_ROW), Passages.beginning(row.response(), OF_ONE_ROW));
    }

    private static <T> List<T> everyNth(List<T> all, int atMost) {
        int taken = Math.min(all.size(), atMost);
        List<T> some = new ArrayList<>(taken);
        for (int i = 0; i < taken; i++) {
            some.add(all.get((int) ((long) i * all.size() / taken)));
        }
        return some;
    }

    @Override
    public Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException {
        Settings settings = prepared.of(this).settings();
        try {
            ByteBuffer in = ByteBuffer.wrap(prepared.state());
            byte[] json = new byte[Math.clamp(in.getInt(), 0, in.remaining())];
            in.get(json);
            Rule rule = Rule.read(new String(json, StandardCharsets.UTF_8));
            Neighbours neighbours = Neighbours.read(in);
            return new InstructMiningScorer(rule, new Indicators(rule.indicators(), neighbours, likelihoods, settings.text(MODEL)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw SelectorException.prepared("the prepared rule of instruct-mining is damaged");
        }
    }
}
