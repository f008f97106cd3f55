package io.sluice.selection.selector.instruction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fits a rule to training runs (Cao et al. 2023, §3): ln(loss) is regressed on the means of indicators over what each run was
 * trained on; the indicator that says least is left out until a t-test finds each of the others significant.
 */
public final class InstructMiningFit {

    private InstructMiningFit() {
    }

    /**
     * A training run.
     *
     * @param means of indicators over the rows that it was trained on, by label; the same ones in every run
     * @param loss  on what is wanted, above 0
     */
    public record Run(Map<String, Double> means, double loss) {
    }

    /**
     * @param significance the largest p that keeps an indicator, 0.05 say
     * @return nothing where no indicator is significant, or where there are too few runs to tell
     */
    public static Optional<Rule> fit(List<Run> runs, double significance) {
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        List<String> kept = new ArrayList<>(runs.getFirst().means().keySet().stream().sorted().toList());
        double[] y = runs.stream().mapToDouble(run -> StrictMath.log(run.loss())).toArray();
        kept.removeIf(label -> runs.stream().mapToDouble(run -> run.means().get(label)).distinct().count() < 2);
        while (!kept.isEmpty() && runs.size() > kept.size() + 2) {
            LinearFit fit;
            try {
                fit = LinearFit.of(matrix(runs, kept), y);
            } catch (ArithmeticException e) {
                kept.remove(leastAlone(runs, kept, y));
                continue;
            }
            int worst = worst(fit.pValues());
            if (fit.pValues()[worst] <= significance) {
                return Optional.of(rule(fit, kept, runs.size()));
            }
            kept.remove(worst);
        }
        return Optional.empty();
    }

    private static double[][] matrix(List<Run> runs, List<String> labels) {
        return runs.stream().map(run -> labels.stream().mapToDouble(label -> run.means().get(label)).toArray()).toArray(double[][]::new);
    }

    /** Of columns that follow from one another, the one that explains least by itself goes. */
    private static int leastAlone(List<Run> runs, List<String> labels, double[] y) {
        double[] unexplained = new double[labels.size()];
        for (int j = 0; j < unexplained.length; j++) {
            try {
                unexplained[j] = 1 - LinearFit.of(matrix(runs, List.of(labels.get(j))), y).rSquared();
            } catch (ArithmeticException e) {
                return j;
            }
        }
        return worst(unexplained);
    }

    private static int worst(double[] values) {
        int worst = 0;
        for (int j = 1; j < values.length; j++) {
            worst = values[j] > values[worst] ? j : worst;
        }
        return worst;
    }

    private static Rule rule(LinearFit fit, List<String> labels, int runs) {
        List<Rule.Term> terms = new ArrayList<>();
        for (int j = 0; j < labels.size(); j++) {
            terms.add(new Rule.Term(labels.get(j), fit.weights()[j], fit.pValues()[j], null, null));
        }
        return new Rule(fit.intercept(), terms, runs, fit.rSquared());
    }
}
