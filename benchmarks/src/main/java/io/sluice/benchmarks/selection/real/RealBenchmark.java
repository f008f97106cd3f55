package io.sluice.benchmarks.selection.real;

import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.benchmarks.selection.AuxiliaryModels;
import io.sluice.benchmarks.selection.Base;
import io.sluice.selection.duplicate.DuplicateKind;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.catalog.Selectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Each kind of text that this machine's packages brought is the target in turn: a small sample of it is given, the rest lies
 * in a pool of all kinds, and each selector's best passages are counted.
 */
public final class RealBenchmark {

    private static final int BATCH = 512;
    private static final double BEST = 0.05;
    private static final String JOURNAL = "selection-real";
    private static final String COLOR_FILTER = "color-filter";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Plan plan;
    private final Consumer<String> progress;

    /**
     * @param root       below which text is looked for, {@code /usr} on Linux
     * @param javaSource a JDK's {@code src.zip}
     * @param sample     passages of a target
     * @param most       passages of each kind in the pool
     * @param plain      whether selectors are measured that need no model
     * @param models     what selectors need that ask models; without it they are left out
     */
    public record Plan(Path root, @Nullable Path javaSource, int sample, int most, long seed, boolean plain, @Nullable Models models) {

        List<Contender> withoutModels() {
            return plain ? Contender.withoutModels() : List.of();
        }

        List<Contender> contenders() {
            return models == null ? withoutModels() : Stream.concat(withoutModels().stream(), Contender.withModels().stream()).toList();
        }
    }

    /**
     * @param base     folder of the model that all begin from
     * @param training of a prior on the pool, and of the prior on a target
     * @param journal  folder for what was measured, since this takes minutes
     * @param code     version of the program
     */
    public record Models(Path base, AuxiliaryModels.Training training, Path journal, String code) {

        public static final AuxiliaryModels.Training USUAL = new AuxiliaryModels.Training(2_000, 150, 30, 16, 2e-3, 2e-3);
    }

    public RealBenchmark(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** @throws TooLittleText where fewer than two kinds are there */
    public RealResult run() throws IOException, SelectorException, TooLittleText {
        Path folder = Files.createTempDirectory("sluice-real-");
        Harvest harvest;
        try (Sources sources = new Sources(plan.root(), plan.javaSource())) {
            progress.accept("reading what lies below " + plan.root());
            harvest = Harvest.of(sources, plan.sample() + plan.most() + Harvest.OF_ONE_FILE_MAX, plan.seed(), folder);
        } finally {
            Files.deleteIfExists(folder);
        }
        RealPool pool = new RealPool(harvest, plan.sample(), plan.most(), plan.seed());
        if (pool.kinds().size() < 2) {
            throw new TooLittleText("not two kinds of text below " + plan.root() + ": " + String.join("; ", pool.missing()));
        }
        pool.missing().forEach(progress);
        List<RealResult.Row> rows = new ArrayList<>();
        for (Contender contender : plan.withoutModels()) {
            progress.accept(contender.name());
            for (Kind kind : pool.kinds()) {
                long begin = THREADS.getCurrentThreadCpuTime();
                double[] scores = scores(contender.selector(), contender.settings(), Likelihoods.none(), pool, kind);
                double seconds = (THREADS.getCurrentThreadCpuTime() - begin) / 1e9;
                rows.add(row(contender, pool, kind, scores, seconds));
            }
        }
        if (plan.models() != null) {
            askModels(plan.models(), pool, rows);
        }
        List<Contender> contenders = plan.contenders();
        List<RealResult.OfKind> kinds = pool.kinds().stream().map(kind -> new RealResult.OfKind(kind.label(), harvest.files(kind),
                pool.target(kind).size(), pool.count(kind))).toList();
        List<RealResult.Mean> means = contenders.stream().map(contender -> mean(contender.name(), rows)).toList();
        return new RealResult(plan.root().toString(), plan.seed(), pool.rows().size(), kinds, harvest.repeats(DuplicateKind.EXACT),
                harvest.repeats(DuplicateKind.NEAR), pool.missing(), rows, means);
    }

    /** Removes what earlier runs have measured. */
    public static void forget(Path journal) throws IOException {
        Files.deleteIfExists(StepJournal.file(journal, JOURNAL));
    }

    /** There is no pool to choose from. */
    public static final class TooLittleText extends Exception {

        private static final long serialVersionUID = 1;

        TooLittleText(String message) {
            super(message);
        }
    }

    private void askModels(Models models, RealPool pool, List<RealResult.Row> rows) throws IOException, SelectorException {
        StepJournal<RealResult.Row> journal = new StepJournal<>(models.journal(), JOURNAL, models.code(), RealResult.Row.class);
        try (Base base = Base.read(models.base())) {
            String all = models.training() + " " + base.digest() + " " + pool.digest() + " " + plan.seed();
            for (Contender.Prior prior : Contender.Prior.values()) {
                try (PassageModels asked = new PassageModels(base, pool, prior, models.training(), plan.seed())) {
                    for (Contender contender : Contender.withModels().stream().filter(each -> each.prior() == prior).toList()) {
                        for (Kind kind : pool.kinds()) {
                            progress.accept(contender.name() + ", " + kind.title());
                            rows.add(journal.known(contender + " " + kind + " " + all, () -> measured(contender, pool, kind, asked)));
                        }
                    }
                }
            }
        }
    }

    private RealResult.Row measured(Contender contender, RealPool pool, Kind kind, PassageModels models) throws IOException {
        boolean ofTarget = contender.selector().equals(COLOR_FILTER);
        Map<String, String> settings = new HashMap<>(contender.settings());
        if (ofTarget) {
            settings.put("marginal", PassageModels.PRIOR);
            settings.put("conditional", kind.label());
        } else {
            settings.put("model", PassageModels.PRIOR);
        }
        try {
            double[] scores = scores(contender.selector(), settings, models, pool, kind);
            return row(contender, pool, kind, scores, models.seconds(PassageModels.PRIOR) + (ofTarget ? models.seconds(kind.label()) : 0));
        } catch (SelectorException failed) {
            throw new IOException(contender.name() + ": " + failed.getMessage(), failed);
        }
    }

    private RealResult.Row row(Contender contender, RealPool pool, Kind kind, double[] scores, double seconds) {
        int[] order = best(scores);
        int five = Math.max(1, (int) Math.round(BEST * scores.length));
        return new RealResult.Row(contender.name(), kind.label(), (double) pool.count(kind) / scores.length, precision(order, five, pool, kind),
                precision(order, pool.count(kind), pool, kind), seconds);
    }

    private double[] scores(String selector, Map<String, String> settings, Likelihoods likelihoods, RealPool pool, Kind kind) throws SelectorException {
        byte[] prepared = Selectors.named(selector)
                .prepare(new Preparation(pool.target(kind), RowSample.of(pool.rows()), settings, plan.seed(), likelihoods)).toBytes();
        return scores(Selectors.scorer(prepared, likelihoods), pool.rows());
    }

    private static double[] scores(Scorer scorer, List<Row> rows) throws SelectorException {
        double[] scores = new double[rows.size()];
        double[] some = new double[BATCH];
        for (int from = 0; from < scores.length; from += BATCH) {
            List<Row> batch = rows.subList(from, Math.min(scores.length, from + BATCH));
            scorer.score(batch, some);
            System.arraycopy(some, 0, scores, from, batch.size());
        }
        return scores;
    }

    /** As jobs choose: what can't be scored never, equal scores by ordinal. */
    private static int[] best(double[] scores) {
        return IntStream.range(0, scores.length).filter(row -> Double.isFinite(scores[row])).boxed()
                .sorted(Comparator.<Integer>comparingDouble(row -> -scores[row]).thenComparingInt(row -> row)).mapToInt(row -> row).toArray();
    }

    /** Places that nothing was left for count as missed. */
    private static double precision(int[] order, int count, RealPool pool, Kind kind) {
        return (double) IntStream.range(0, Math.min(count, order.length)).filter(place -> pool.has(order[place], kind)).count() / count;
    }

    private static RealResult.Mean mean(String selector, List<RealResult.Row> rows) {
        List<RealResult.Row> own = rows.stream().filter(row -> row.selector().equals(selector)).toList();
        return new RealResult.Mean(selector, own.stream().mapToDouble(RealResult.Row::precisionAt5).average().orElseThrow(),
                own.stream().mapToDouble(RealResult.Row::precisionAtShare).average().orElseThrow(),
                own.stream().mapToDouble(RealResult.Row::cpuSeconds).average().orElseThrow());
    }
}
