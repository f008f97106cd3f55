package io.sluice.inference.decoding;

import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.SamplePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says which number of a request is out of its range; an empty answer means that the decoder can work with all of them. */
public final class RangeCheck {

    private static final int MAX_BIASED_TOKENS = 1024;

    private RangeCheck() {
    }

    /** @param vocabularySize ids of logit biases are 0..vocabularySize-1 */
    public static Optional<FieldProblem> sampling(Sampling sampling, int vocabularySize) {
        return first(
                within("sampling.temperature", sampling.temperature(), 0, 2),
                sampling.topP() > 0 ? within("sampling.topP", sampling.topP(), 0, 1)
                        : problem("sampling.topP", "must be above 0 and at most 1"),
                sampling.topK() >= 0 ? null : problem("sampling.topK", "must be 0 (off) or more"),
                sampling.minP() < 1 ? within("sampling.minP", sampling.minP(), 0, 1)
                        : problem("sampling.minP", "must be at least 0 and below 1"),
                within("sampling.presencePenalty", sampling.presencePenalty(), -2, 2),
                within("sampling.frequencyPenalty", sampling.frequencyPenalty(), -2, 2),
                sampling.repetitionPenalty() > 0 ? within("sampling.repetitionPenalty", sampling.repetitionPenalty(), 0, 2)
                        : problem("sampling.repetitionPenalty", "must be above 0 and at most 2"),
                biases(sampling.logitBias(), vocabularySize));
    }

    public static Optional<FieldProblem> plan(RoutePlan plan) {
        Dials dials = plan.dials();
        return first(
                Double.isNaN(dials.threshold()) ? problem("plan.dials.threshold", "must be a number") : null,
                within("plan.dials.window", dials.window(), 1, 64),
                within("plan.dials.minRun", dials.minRun(), 1, 256),
                within("plan.dials.coolDown", dials.coolDown(), 0, 256),
                within("plan.dials.largeShare", dials.largeShare(), 0, 1),
                samples(dials.samples()),
                plan.policy() == Policy.ENTROPY && dials.rule() == null
                        ? problem("plan.dials.rule", "must be present for the policy entropy") : null,
                plan.policy() == Policy.PROBE ? probe(plan.probe()) : null);
    }

    /** JSON may leave out how to pick. */
    @SuppressWarnings("ConstantConditions")
    private static @Nullable FieldProblem samples(@Nullable SamplePlan samples) {
        if (samples == null) {
            return null;
        }
        return samples.pick() == null ? problem("plan.dials.samples.pick", "must be present")
                : within("plan.dials.samples.count", samples.count(), 1, SamplePlan.COUNT_MAX);
    }

    private static @Nullable FieldProblem probe(@Nullable ProbeModel probe) {
        if (probe == null) {
            return problem("plan.probe", "must be present for the policy probe");
        }
        int features = ProbeModel.FEATURES.size();
        for (List<Double> numbers : List.of(probe.weights(), probe.mean(), probe.scale())) {
            if (numbers.size() != features || numbers.stream().anyMatch(number -> !Double.isFinite(number))) {
                return problem("plan.probe", "must have " + features + " finite weights, means and scales");
            }
        }
        boolean usable = Double.isFinite(probe.bias()) && probe.scale().stream().allMatch(scale -> scale > 0);
        return usable ? null : problem("plan.probe", "must have a finite bias and scales above 0");
    }

    private static @Nullable FieldProblem biases(Map<Integer, Double> biases, int vocabularySize) {
        if (biases.size() > MAX_BIASED_TOKENS) {
            return problem("sampling.logitBias", "must name at most " + MAX_BIASED_TOKENS + " tokens");
        }
        for (Map.Entry<Integer, Double> bias : biases.entrySet()) {
            int token = bias.getKey();
            if (token < 0 || token >= vocabularySize) {
                return problem("sampling.logitBias", "names token " + token + ", but ids are 0.." + (vocabularySize - 1));
            }
            FieldProblem outside = within("sampling.logitBias", bias.getValue(), -100, 100);
            if (outside != null) {
                return outside;
            }
        }
        return null;
    }

    private static @Nullable FieldProblem within(String param, double value, double low, double high) {
        return value >= low && value <= high ? null
                : problem(param, "must be within " + number(low) + ".." + number(high) + ", not " + number(value));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
    }

    private static FieldProblem problem(String param, String rule) {
        return new FieldProblem(param, param + " " + rule);
    }

    private static Optional<FieldProblem> first(@Nullable FieldProblem... problems) {
        return Stream.of(problems).filter(problem -> problem != null).findFirst();
    }
}
