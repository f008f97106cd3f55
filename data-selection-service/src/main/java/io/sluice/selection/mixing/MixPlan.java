package io.sluice.selection.mixing;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.field.BadField;
import io.sluice.selection.field.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are learned in which stage: DMT (dual-stage mixed fine-tuning, Dong et al. 2023, arXiv 2310.05492) and what
 * it is compared with.
 *
 * <p>With specialised sets S₁ … Sₙ, general sets G₁ … Gₘ and a fraction k:
 *
 * <pre>
 * multi-task         S₁ ∪ … ∪ Sₙ ∪ G₁ ∪ … ∪ Gₘ
 * sequential         S₁;  …;  Sₙ;  G₁ ∪ … ∪ Gₘ
 * mixed-sequential   S₁ ∪ … ∪ Sₙ;  G₁ ∪ … ∪ Gₘ
 * dmt                S₁ ∪ … ∪ Sₙ;  G₁ ∪ … ∪ Gₘ ∪ k·S₁ ∪ … ∪ k·Sₙ
 * </pre>
 *
 * <p>where k·S is a sample of round(k·|S|) rows, one at least unless k is 0. So dmt with k = 0 is mixed-sequential, and
 * with k = 1 a multi-task stage follows the specialised one. Every row of a stage is drawn once; how many steps a stage
 * takes is the trainer's business, which gives each its share by rows.
 *
 * @param replay k; 0 for the other strategies
 * @param stages at least one; none is empty
 */
public record MixPlan(MixStrategy strategy, double replay, long seed, List<Stage> stages) {

    /** More would not fit a trainer's memory. */
    public static final long ROWS_MAX = 10_000_000;

    private static final double REPLAY_USUAL = 1.0 / 256;
    private static final int SETS_MAX = 8;

    /** What is learned together. */
    public record Stage(List<Draw> draws) {
        public Stage {
            draws = List.copyOf(draws);
        }

        public long rows() {
            return draws.stream().mapToLong(Draw::rows).sum();
        }
    }

    /**
     * Rows of one set.
     *
     * @param dataset its digest
     * @param ability {@code special} or {@code general}
     * @param of      rows that the set has
     * @param rows    that are drawn, at least one
     */
    public record Draw(String dataset, String ability, long of, long rows) {
    }

    public MixPlan {
        stages = List.copyOf(stages);
    }

    public long rows() {
        return stages.stream().mapToLong(Stage::rows).sum();
    }

    /**
     * @param special the request's sets, in its order
     * @param general the request's sets, in its order
     * @throws BadField the first that doesn't fit
     */
    public static MixPlan of(MixRequest request, List<DataSet> special, List<DataSet> general) throws BadField {
        MixStrategy strategy = Fields.word("strategy", request.strategy(), MixStrategy.DMT);
        if (request.replay() != null && strategy != MixStrategy.DMT) {
            throw new BadField("replay", "is of the strategy dmt alone");
        }
        double replay = strategy == MixStrategy.DMT ? Fields.share("replay", request.replay(), REPLAY_USUAL) : 0;
        Set<String> seen = new HashSet<>();
        List<Draw> first = draws("special", sources("special", request.special()), special, seen);
        List<Draw> second = draws("general", sources("general", request.general()), general, seen);
        MixPlan plan = new MixPlan(strategy, replay, request.seed() == null ? 1 : request.seed(), stages(strategy, first, second, replay));
        if (plan.rows() > ROWS_MAX) {
            throw new BadField("special", "and general have " + plan.rows() + " rows together, and a mix has at most " + ROWS_MAX);
        }
        return plan;
    }

    /**
     * The sets of a field, each with its name.
     *
     * @throws BadField where there are none, too many, or one without a name
     */
    public static List<MixRequest.Source> sources(String field, @Nullable List<MixRequest.@Nullable Source> given) throws BadField {
        if (given == null || given.isEmpty() || given.size() > SETS_MAX) {
            throw new BadField(field, "has to name 1 to " + SETS_MAX + " data sets");
        }
        List<MixRequest.Source> sources = new ArrayList<>();
        for (MixRequest.Source source : given) {
            if (source == null || source.dataset() == null) {
                throw new BadField(field + "[" + sources.size() + "].dataset", "is missing");
            }
            sources.add(source);
        }
        return sources;
    }

    private static List<Draw> draws(String field, List<MixRequest.Source> sources, List<DataSet> sets, Set<String> seen) throws BadField {
        List<Draw> draws = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            DataSet set = sets.get(i);
            String place = field + "[" + i + "]";
            if (!seen.add(set.digest())) {
                throw new BadField(place + ".dataset", "is the data set of another place, too");
            }
            int of = (int) Math.min(Integer.MAX_VALUE, set.profile().rows());
            draws.add(new Draw(set.digest(), field, set.profile().rows(), Fields.count(place + ".rows", sources.get(i).rows(), of, 1, of)));
        }
        return draws;
    }

    private static List<Stage> stages(MixStrategy strategy, List<Draw> special, List<Draw> general, double replay) {
        List<Stage> stages = new ArrayList<>();
        List<Draw> last = new ArrayList<>(general);
        switch (strategy) {
            case MULTI_TASK -> last.addAll(0, special);
            case SEQUENTIAL -> special.forEach(each -> stages.add(new Stage(List.of(each))));
            case MIXED_SEQUENTIAL -> stages.add(new Stage(special));
            case DMT -> {
                stages.add(new Stage(special));
                if (replay > 0) {
                    special.forEach(each -> last.add(new Draw(each.dataset(), each.ability(), each.of(), Math.max(1, Math.round(replay * each.rows())))));
                }
            }
        }
        stages.add(new Stage(last));
        return stages;
    }
}
